import type { RefreshTokenStore } from '../../src/auth/domain/refresh-token.store.js';
import type { UserDirectory } from '../../src/auth/domain/user-directory.js';
import { createDataSource } from '../../src/service/database/data-source.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { migrate } from '../../src/service/database/migrate.js';
import { TypeOrmRefreshTokenStore } from '../../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { createDatabase, DATABASES, type DatabaseKind } from '../support/databases.js';
import { MemoryRefreshTokenStore, MemoryUserDirectory } from '../../src/testing/index.js';

export interface StoreConnection {
  users: UserDirectory;
  sessions: RefreshTokenStore;
}

/** Stores on the same data, one for each connection. */
export interface StoreHarness {
  connections: readonly [StoreConnection, ...StoreConnection[]];
  /** The URL of the database; empty in memory. */
  url: string;
  close(): Promise<void>;
}

export type StoreKind = 'memory' | DatabaseKind;

export const STORES: readonly StoreKind[] = ['memory', ...DATABASES];

export function openStores(kind: StoreKind, connections = 1): Promise<StoreHarness> {
  return kind === 'memory' ? Promise.resolve(inMemory()) : inDatabase(kind, connections);
}

function inMemory(): StoreHarness {
  const users = new MemoryUserDirectory();
  const sessions = new MemoryRefreshTokenStore(users);
  users.sessions = sessions;
  return { connections: [{ users, sessions }], url: '', close: () => Promise.resolve() };
}

async function inDatabase(kind: DatabaseKind, connections: number): Promise<StoreHarness> {
  const database = await createDatabase(kind);
  const first = await connect(database.url);
  await migrate(first.dataSource);
  const others = await Promise.all(
    Array.from({ length: connections - 1 }, () => connect(database.url)),
  );
  return {
    connections: [first, ...others],
    url: database.url,
    close: async () => {
      await Promise.all([first, ...others].map(({ dataSource }) => dataSource.destroy()));
      await database.drop();
    },
  };
}

async function connect(url: string) {
  const location = parseDatabaseUrl(url);
  if (location === undefined) throw new Error('not a database URL');
  const dataSource = await createDataSource(location).initialize();
  const users = new TypeOrmUserStore(dataSource);
  return { dataSource, users, sessions: new TypeOrmRefreshTokenStore(dataSource, users) };
}
