import type { ValueTransformer } from 'typeorm';

/** PostgreSQL's driver hands a bigint over as text; epoch milliseconds fit a number. */
export const epochMs: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};
