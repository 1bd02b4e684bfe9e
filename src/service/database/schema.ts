import { type DataSource, MigrationExecutor } from 'typeorm';

/** `done`: applied. `pending`: not applied yet. `unknown`: applied by a later version. */
export type MigrationState = 'done' | 'pending' | 'unknown';

export interface MigrationStatus {
  name: string;
  state: MigrationState;
}

/**
 * Compares the migrations of this version with those applied to the database.
 *
 * @param known names of the migrations of this version, in order
 * @param applied names of the applied migrations, in any order
 */
export function checkMigrations(
  known: readonly string[],
  applied: readonly string[],
): MigrationStatus[] {
  const ofThisVersion = known.map((name) => ({ name, state: stateOf(name, applied) }));
  const unknown = applied.filter((name) => !known.includes(name));
  return [...ofThisVersion, ...unknown.map((name) => ({ name, state: 'unknown' as const }))];
}

const stateOf = (name: string, applied: readonly string[]): MigrationState =>
  applied.includes(name) ? 'done' : 'pending';

/** Checks whether a migration of this version is pending. */
export const isBehind = (migrations: readonly MigrationStatus[]): boolean =>
  migrations.some(({ state }) => state === 'pending');

/** Checks whether a later version has migrated the tables, as during a rolling update or roll-back. */
export const isAhead = (migrations: readonly MigrationStatus[]): boolean =>
  migrations.some(({ state }) => state === 'unknown');

/** @returns the names of the migrations of this version, in order */
export const namesOf = (dataSource: DataSource): string[] => dataSource.migrations.map(nameOf);

/** Reads the migrations without writing, so concurrent calls and read-only users are allowed. */
export async function readMigrations(dataSource: DataSource): Promise<MigrationStatus[]> {
  const applied = await new MigrationExecutor(dataSource).getExecutedMigrations();
  return checkMigrations(namesOf(dataSource), applied.map(nameOf));
}

/** @returns the name of the last applied migration, or undefined when there is none */
export async function lastMigration(dataSource: DataSource): Promise<string | undefined> {
  const [latest] = await new MigrationExecutor(dataSource).getExecutedMigrations();
  return latest?.name;
}

const nameOf = (migration: { name?: string }): string =>
  migration.name ?? migration.constructor.name;
