import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { stopWaiting } from '../../src/service/database/data-source.js';
import { TokenService } from '../../src/auth/tokens/token.service.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { type InProcessService, TestService } from '../support/service.js';

describe('when somebody else writes to the SQLite file', () => {
  let database: TestDatabase;
  let service: InProcessService;
  let other: Database.Database;

  beforeAll(async () => {
    database = await createDatabase('sqlite');
    service = await TestService.startInProcess(database);
    stopWaiting(service.dataSource);
    other = new Database(database.url.slice('sqlite:'.length));
  });
  afterAll(async () => {
    other.close();
    await service.stop();
  });

  it('a refresh waits for them, and holds nobody up', async () => {
    const { refresh } = await service.logIn();
    other.exec('BEGIN IMMEDIATE');
    let isAnswered = false;
    const response = service.refresh(refresh).finally(() => (isAnswered = true));
    expect((await service.get('/api/me/')).status).toBe(401);
    expect(isAnswered).toBe(false);
    other.exec('COMMIT');
    expect((await response).status).toBe(200);
  });
});

describe('when an application’s own transaction is open on the connection', () => {
  it('a refresh does not fall into it: what is rolled back was never answered', async () => {
    const service = await TestService.startInProcess('sqlite');
    const tokens = service.app.get(TokenService, { strict: false });
    const { refresh } = await service.logIn();
    await service.dataSource.query('BEGIN');
    const refreshed = tokens.refresh(refresh, undefined, { ip: null, userAgent: null });
    await service.get('/api/me/');
    await service.dataSource.query('ROLLBACK');
    expect(await refreshed).toHaveProperty('refresh');
    expect((await service.refresh(refresh)).status).toBe(401);
    await service.stop();
  });
});
