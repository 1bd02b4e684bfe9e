import { getMetadataArgsStorage } from 'typeorm';
import type { Session } from '../domain/session.js';
import { epochMs } from './epoch-ms.js';
import { RefreshToken } from './refresh-token.entity.js';

/** The columns of the entity, which has the only list of them. */
const COLUMNS = getMetadataArgsStorage()
  .filterColumns(RefreshToken)
  .map(({ propertyName: property, options: { name = property, transformer } }) => ({
    name,
    property,
    isTime: transformer === epochMs,
  }));

const TIMES = COLUMNS.filter(({ isTime }) => isTime).map(({ property }) => property);

/** All columns for SELECT and RETURNING. Each is named like its property in {@link Session}. */
export const SESSION_COLUMNS = COLUMNS.map(({ name, property }) =>
  name === property ? name : `${name} AS "${property}"`,
).join(', ');

/** All columns and values of a session for INSERT. */
export const INSERTED_COLUMNS = COLUMNS.map(({ name }) => name).join(', ');
export const INSERTED_VALUES = COLUMNS.map(({ property }) => `:${property}`).join(', ');

/** Converts the only row of a statement for one session. @returns null without a row */
export const sessionIn = ([row]: unknown[]): Session | null =>
  row === undefined ? null : toSession(row);

/** Converts the times of a row of {@link SESSION_COLUMNS}, in place. */
export function toSession(row: unknown): Session {
  const values = row as Record<string, unknown>;
  for (const time of TIMES) values[time] = epochMs.from(values[time]);
  return row as Session;
}
