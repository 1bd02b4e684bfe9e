import { type DataSource, MigrationExecutor } from 'typeorm';

/** What a migration is to this version: done here, still to be done, or of a later version. */
export type MigrationState = 'done' | 'pending' | 'unknown';

export interface MigrationStatus {
  name: string;
  state: MigrationState;
}

/**
 * Compares what this version brings with what the database has had.
 *
 * @param known names, in their order
 * @param applied names, in any order
 */
export function checkMigrations(
  known: readonly string[],
  applied: readonly string[],
): MigrationStatus[] {
  const ours = known.map((name) => ({ name, state: stateOf(name, applied) }));
  const theirs = applied.filter((name) => !known.includes(name));
  return [...ours, ...theirs.map((name) => ({ name, state: 'unknown' as const }))];
}

const stateOf = (name: string, applied: readonly string[]): MigrationState =>
  applied.includes(name) ? 'done' : 'pending';

/** Something that this version needs is not there. */
export const isBehind = (migrations: readonly MigrationStatus[]): boolean =>
  migrations.some(({ state }) => state === 'pending');

/** A later version was here: this one is a release that was taken back, or not yet replaced. */
export const isAhead = (migrations: readonly MigrationStatus[]): boolean =>
  migrations.some(({ state }) => state === 'unknown');

/** @returns the names of the migrations that this version brings, in their order */
export const namesOf = (dataSource: DataSource): string[] => dataSource.migrations.map(nameOf);

/** Reads, and makes nothing: any number may ask at once, and a user who may only read. */
export async function readMigrations(dataSource: DataSource): Promise<MigrationStatus[]> {
  const applied = await new MigrationExecutor(dataSource).getExecutedMigrations();
  return checkMigrations(namesOf(dataSource), applied.map(nameOf));
}

/** @returns the name of the migration that was run last, or undefined when none was */
export async function lastMigration(dataSource: DataSource): Promise<string | undefined> {
  const [latest] = await new MigrationExecutor(dataSource).getExecutedMigrations();
  return latest?.name;
}

const nameOf = (migration: { name?: string }): string =>
  migration.name ?? migration.constructor.name;
