import type { ValueTransformer } from 'typeorm';

/** PostgreSQL's driver returns a bigint as text. Epoch milliseconds fit a number. */
export const epochMs: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};
