import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource, QueryRunner } from 'typeorm';
import { AuthModule } from '../../src/index.js';
import { SECRET } from '../support/service.js';
import { Customers, PlainPasswords } from './support/customers.js';
import { inMemory } from './support/database.js';
import { Host } from './support/host.js';

const MEANWHILE_MS = 300;

describe.each([
  ['its journal', false],
  ['a write-ahead log', true],
])('a connection of our own on the application’s SQLite file, with %s', (_, enableWAL) => {
  let folder: string;
  let host: Host;
  let transaction: QueryRunner;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-module-'));
    const file = {
      type: 'better-sqlite3',
      database: join(folder, 'app.sqlite'),
      enableWAL,
    } as const;
    const auth = AuthModule.forRoot({
      secret: SECRET,
      dataSource: 'auth',
      userStore: Customers,
      passwordHasher: PlainPasswords,
    });
    const sources = [TypeOrmModule.forRoot(file), inMemory({ ...file, name: 'auth' })];
    host = await Host.start('fastify', { imports: [...sources, auth] });
    const own = host.app.get<DataSource>(getDataSourceToken());
    await own.query('CREATE TABLE note (text)');
    transaction = own.createQueryRunner();
  });
  afterEach(async () => {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const beginWriting = async () => {
    await transaction.startTransaction();
    await transaction.query("INSERT INTO note VALUES ('half done')");
  };

  it('keeps what was refreshed while a transaction of the application was rolled back', async () => {
    const { refresh } = await host.obtain();
    await transaction.startTransaction();
    await transaction.query('SELECT * FROM note');
    const rotated = host.refresh(refresh);
    await setTimeout(MEANWHILE_MS);
    await transaction.rollbackTransaction();
    expect((await rotated).status).toBe(200);
    expect((await host.refresh(refresh)).status).toBe(401);
  });

  it('waits for a transaction that writes, and holds up nobody meanwhile', async () => {
    const { access, refresh } = await host.obtain();
    await beginWriting();
    const begunAt = performance.now();
    const rotated = host.refresh(refresh);
    expect((await host.ask('/api/me/', access)).status).toBe(200);
    await setTimeout(MEANWHILE_MS);
    await transaction.commitTransaction();
    expect((await rotated).status).toBe(200);
    expect(performance.now() - begunAt).toBeLessThan(4_000);
    expect(await transaction.query('SELECT text FROM note')).toEqual([{ text: 'half done' }]);
  });
});
