import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stopWaiting } from '../../src/service/database/data-source.js';
import { TokenService } from '../../src/auth/tokens/token.service.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { type InProcessService, TestService } from '../support/service.js';
import { openSqlite } from '../support/sqlite-file.js';

describe('an SQLite file with a second writer', () => {
  let database: TestDatabase;
  let service: InProcessService;
  let other: ReturnType<typeof openSqlite>;

  beforeAll(async () => {
    database = await createDatabase('sqlite');
    service = await TestService.startInProcess(database);
    stopWaiting(service.dataSource);
    other = openSqlite(database.url.slice('sqlite:'.length));
  });
  afterAll(async () => {
    other.close();
    await service.stop();
  });

  it('a refresh waits for another writer of the SQLite file without blocking other requests', async () => {
    const { refresh } = await service.logIn();
    other.prepare('BEGIN IMMEDIATE').run();
    let hasResponded = false;
    const response = service.refresh(refresh).finally(() => (hasResponded = true));
    expect((await service.get('/api/me/')).status).toBe(401);
    expect(hasResponded).toBe(false);
    other.prepare('COMMIT').run();
    expect((await response).status).toBe(200);
  });
});

describe('an open transaction of the application', () => {
  it('a refresh is not part of the transaction that the application has open on the same connection', async () => {
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
