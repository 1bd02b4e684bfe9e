import { v7 as uuidv7 } from 'uuid';
import type { DataSource } from 'typeorm';
import { rotationStatements } from '../../../src/auth/persistence/rotation-statements.js';
import { RefreshToken } from '../../../src/auth/persistence/refresh-token.entity.js';
import type { Parameters, Statement as Sql } from '../../../src/auth/persistence/statement.js';
import { tableName } from '../../../src/auth/persistence/table-name.js';
import { TypeOrmRefreshTokenStore } from '../../../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../../src/auth/persistence/typeorm-user.store.js';
import { UserEntity } from '../../../src/auth/persistence/user.entity.js';
import { parseDatabaseUrl } from '../../../src/service/database/database-url.js';
import { createDataSource } from '../../../src/service/database/data-source.js';
import { migrate } from '../../../src/service/database/migrate.js';
import { createDatabase, type DatabaseKind } from '../../../test/support/databases.js';
import { BatchedSessions } from './batched-sessions.js';
import {
  PASSWORD,
  type Probe,
  probeClaim,
  type Rows,
  Storage,
  type StorageFactory,
} from './storage.js';

const MAX_SESSIONS = 100;

/** The store: each claim runs alone, or in a batch with another one. */
const STORES = { alone: TypeOrmRefreshTokenStore, 'in batches': BatchedSessions } as const;
export type ClaimMode = keyof typeof STORES;
export const CLAIM_MODES = Object.keys(STORES) as ClaimMode[];

/** A user in a database that all schedules share, one after the other. */
export abstract class DatabaseStorage extends Storage {
  readonly userId = uuidv7();
  protected readonly sessions: TypeOrmRefreshTokenStore;
  protected readonly users: TypeOrmUserStore;
  private readonly rotate: Sql;

  constructor(
    protected readonly dataSource: DataSource,
    private readonly mode: ClaimMode,
  ) {
    super();
    this.users = new TypeOrmUserStore(dataSource);
    this.sessions = this.sessionsOn(dataSource, this.users);
    const owner = this.users.ownerCondition('session');
    this.rotate = rotationStatements(tableName(dataSource, RefreshToken), owner).rotate;
  }

  newSid(): string {
    return uuidv7();
  }

  async begin(): Promise<this> {
    const user = { id: this.userId, username: this.userId, passwordHash: PASSWORD };
    await this.users.create({ ...user, isActive: true, tokenVersion: 0 }, 0);
    return this;
  }

  async read(): Promise<Rows> {
    const [user, sessions] = await Promise.all([
      this.users.findByUsername(this.userId),
      this.sessions.list({ userId: this.userId, limit: MAX_SESSIONS }),
    ]);
    return { user, sessions: sessions.sort((a, b) => (a.id < b.id ? -1 : 1)) };
  }

  async wouldRotate(probe: Probe): Promise<boolean> {
    const { idleExpiresAt: idle, ...claim } = probeClaim(probe, this.userId);
    const rotated = await this.runAndUndo(this.rotate, { ...claim, idle });
    return rotated.length > 0;
  }

  async restore({ user, sessions }: Rows): Promise<void> {
    const table = this.dataSource.getRepository(RefreshToken);
    await table.delete({ userId: this.userId });
    await table.insert([...sessions]);
    const users = this.dataSource.getRepository(UserEntity);
    await users.delete({ id: this.userId });
    if (user === null) return;
    const { username, isActive, tokenVersion, passwordHash } = user;
    const restored = { username, isActive, tokenVersion, passwordHash: passwordHash! };
    await this.users.create({ id: this.userId, ...restored }, 0);
  }

  protected sessionsOn(dataSource: DataSource, users: TypeOrmUserStore): TypeOrmRefreshTokenStore {
    return new STORES[this.mode](dataSource, users);
  }

  /** @returns the rows that the statement returned */
  protected abstract runAndUndo(statement: Sql, parameters: Parameters): Promise<unknown[]>;
}

/** @param storage the storage of one schedule */
export async function databaseStorages(
  kind: DatabaseKind,
  mode: ClaimMode,
  storage: new (dataSource: DataSource, mode: ClaimMode) => DatabaseStorage,
): Promise<StorageFactory> {
  const database = await createDatabase(kind);
  const location = parseDatabaseUrl(database.url)!;
  const dataSource = await createDataSource(location).initialize();
  await migrate(dataSource);
  return {
    create: () => new storage(dataSource, mode).begin(),
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
}
