import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { Statement } from '../../src/auth/persistence/statement.js';
import { Shutdown } from '../../src/service/shutdown/shutdown.js';
import { DATABASES } from '../support/databases.js';
import type { HttpResponse } from '../support/http-client.js';
import { type InProcessService, TestService } from '../support/service.js';

const expectUnready = ({ status, text }: HttpResponse, failed: string) =>
  expect([status, text]).toEqual([503, `{"status":"unavailable","failed":["${failed}"]}`]);

describe.each(DATABASES)('readiness of the schema (%s)', (kind) => {
  let service: TestService;
  beforeAll(async () => void (service = await TestService.start(kind)));
  afterAll(() => service.stop());

  const query = (sql: string) => service.dataSource.query(sql);

  it('reports that it is not ready until every migration has run', async () => {
    const last = service.dataSource.migrations.at(-1)?.constructor.name;
    await query(`UPDATE keyturn_migration SET name = 'other' WHERE name = '${last}'`);
    expectUnready(await service.get('/health/ready'), 'schema');
    await query(`UPDATE keyturn_migration SET name = '${last}' WHERE name = 'other'`);
    expect((await service.get('/health/ready')).status).toBe(200);
  });

  it('reports that it is ready when the database has migrations of a newer version', async () => {
    const values = `(timestamp, name) VALUES (9999999999999, 'Later9999999999999')`;
    await query(`INSERT INTO keyturn_migration ${values}`);
    expect((await service.get('/health/ready')).status).toBe(200);
  });

  it('reports that it is not ready when the database has no tables', async () => {
    await query('ALTER TABLE keyturn_migration RENAME TO hidden');
    expectUnready(await service.get('/health/ready'), 'schema');
    await query('ALTER TABLE hidden RENAME TO keyturn_migration');
  });
});

describe('health endpoints', () => {
  let service: InProcessService;
  beforeEach(async () => void (service = await TestService.startInProcess('sqlite')));
  afterEach(() => service.stop());

  it.each(['/health/live', '/health/ready'])(
    'responds 200 without caching at %s, with or without a slash and an invalid token',
    async (path) => {
      for (const response of [
        await service.get(path),
        await service.get(`${path}/`),
        await service.get(path, { Authorization: 'Bearer x' }),
      ]) {
        expect(response).toMatchObject({ status: 200, text: '{"status":"ok"}' });
        expect(response.headers.get('content-type')).toBe('application/json');
        expect(response.headers.get('cache-control')).toBe('no-store');
      }
    },
  );

  it.each(['/health/live', '/health/ready'])(
    'allows only GET, HEAD and OPTIONS at %s',
    async (path) => {
      const head = await service.send('HEAD', path, undefined);
      const post = await service.post(path, {});
      expect([head.status, head.text, post.status]).toEqual([200, '', 405]);
      for (const { headers } of [head, post])
        expect(headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    },
  );

  it('passes the liveness check but not the readiness check while it shuts down', async () => {
    service.app.get(Shutdown, { strict: false }).isStopping = true;
    const execute = jest.spyOn(Statement.prototype, 'execute');
    expectUnready(await service.get('/health/ready'), 'shutdown');
    expect((await service.send('HEAD', '/health/ready', undefined)).status).toBe(503);
    expect((await service.get('/health/live')).status).toBe(200);
    expect(execute).not.toHaveBeenCalled();
    execute.mockRestore();
  });

  it('passes the liveness check but not the readiness check when the database connection is closed', async () => {
    await service.dataSource.destroy();
    expectUnready(await service.get('/health/ready'), 'database');
    expect((await service.get('/health/live')).status).toBe(200);
    await service.dataSource.initialize();
  });

  it('reports that it is not ready after one second of a hanging database query, with one query for simultaneous requests', async () => {
    let response: (rows: unknown[]) => void = () => undefined;
    const execute = jest
      .spyOn(Statement.prototype, 'execute')
      .mockImplementation(() => new Promise((resolve) => (response = resolve)));
    const responses = await Promise.all([1, 2, 3].map(() => service.get('/health/ready')));
    responses.forEach((one) => expectUnready(one, 'database'));
    expect(execute).toHaveBeenCalledTimes(1);
    execute.mockRestore();
    response([]);
    expect((await service.get('/health/ready')).status).toBe(200);
  });
});
