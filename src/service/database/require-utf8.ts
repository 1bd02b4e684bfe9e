import type { DataSource } from 'typeorm';
import { findEncodingProblem } from '../../auth/persistence/database-encoding.js';
import { ConfigurationError } from '../configuration/configuration-error.js';
import { type DatabaseLocation, describeLocation } from './database-url.js';

/**
 * Rejects a PostgreSQL database whose encoding is not UTF8, which cannot store all names and user
 * agents unchanged.
 *
 * @param dataSource connected
 * @throws {ConfigurationError} with the command that creates a UTF8 database
 */
export async function requireUtf8(
  dataSource: DataSource,
  location: DatabaseLocation,
): Promise<void> {
  const problem = await findEncodingProblem(dataSource);
  if (problem === undefined) return;
  const { text, remedy } = problem;
  throw new ConfigurationError([`${describeLocation(location)} cannot be used. ${text} ${remedy}`]);
}
