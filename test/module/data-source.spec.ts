import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource, QueryRunner } from 'typeorm';
import { AuthModule } from '../../src/index.js';
import { SECRET } from '../support/jwt.js';
import { SQLITE } from '../support/sqlite-driver.js';
import { TestApplication } from './support/application.js';
import { Customers, PlainPasswordHasher } from './support/customers.js';
import { inMemory } from './support/database.js';

const TRANSACTION_MS = 300;

describe.each([
  ['a rollback journal', false],
  ['a write-ahead log', true],
])('a second connection to the SQLite file of the application, with %s', (_, enableWAL) => {
  let folder: string;
  let application: TestApplication;
  let transaction: QueryRunner;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-module-'));
    const database = join(folder, 'app.sqlite');
    const file = { ...SQLITE, database, enableWAL };
    const ports = { userStore: Customers, passwordHasher: PlainPasswordHasher };
    application = await TestApplication.start({
      imports: [
        TypeOrmModule.forRoot(file),
        inMemory({ ...file, name: 'auth' }),
        AuthModule.forRoot({ secret: SECRET, dataSource: 'auth', ...ports }),
      ],
    });
    const own = application.app.get<DataSource>(getDataSourceToken());
    await own.query('CREATE TABLE note (text)');
    transaction = own.createQueryRunner();
    await transaction.startTransaction();
  });
  afterEach(async () => {
    await application.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps a refresh that was committed while the application rolled back its transaction', async () => {
    const { refresh } = await application.obtain();
    await transaction.query('SELECT * FROM note');
    const rotated = application.refresh(refresh);
    await setTimeout(TRANSACTION_MS);
    await transaction.rollbackTransaction();
    expect((await rotated).status).toBe(200);
    expect((await application.refresh(refresh)).status).toBe(401);
  });

  it('waits for a write transaction of the application without blocking reads', async () => {
    const { access, refresh } = await application.obtain();
    await transaction.query("INSERT INTO note VALUES ('half done')");
    const startedAt = performance.now();
    const rotated = application.refresh(refresh);
    expect(await application.statusOf('/api/me/', access)).toBe(200);
    await setTimeout(TRANSACTION_MS);
    await transaction.commitTransaction();
    expect((await rotated).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(await transaction.query('SELECT text FROM note')).toEqual([{ text: 'half done' }]);
  });
});
