import type { DataSource } from 'typeorm';
import { storageError } from './storage-error.js';
import { isSqlite } from './typeorm-driver.js';

/** Encodings by PostgreSQL's names. */
export interface DatabaseEncoding {
  /** Of the database. */
  server: string;
  /** Of the connection. */
  client: string;
}

export interface EncodingProblem {
  text: string;
  remedy: string;
}

/** Checks whether a PostgreSQL database stores every text unchanged. */
export function encodingProblem({ server, client }: DatabaseEncoding): EncodingProblem | undefined {
  if (server !== REQUIRED) {
    return { text: `The database has the encoding ${server}; UTF8 is required.`, remedy: CREATE };
  }
  if (client === REQUIRED) return undefined;
  return {
    text: `The connection has the client_encoding ${client}; UTF8 is required.`,
    remedy: RESET,
  };
}

const REQUIRED = 'UTF8';

const CREATE =
  "Create another one: CREATE DATABASE name ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0. " +
  'Move data there with pg_dump and pg_restore.';

const RESET = 'Remove client_encoding from the connection settings of the application.';

/**
 * Reads the encodings of a PostgreSQL database. SQLite needs no check: its encodings are Unicode.
 *
 * @param dataSource connected
 * @throws {AuthError} `temporarily_unavailable` if the database is unavailable
 */
export async function findEncodingProblem(
  dataSource: DataSource,
): Promise<EncodingProblem | undefined> {
  if (isSqlite(dataSource)) return undefined;
  try {
    const [row] = await dataSource.query<[DatabaseEncoding]>(
      `SELECT current_setting('server_encoding') AS server,
              current_setting('client_encoding') AS client`,
    );
    return encodingProblem(row);
  } catch (error) {
    throw storageError(error);
  }
}
