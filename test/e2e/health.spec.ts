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

describe.each(DATABASES)('health endpoints (%s)', (kind) => {
  let service: TestService;
  beforeAll(async () => void (service = await TestService.start(kind)));
  afterAll(() => service.stop());

  describe.each(['/health/live', '/health/ready'])('%s', (path) => {
    it('responds 200 with {"status":"ok"} and Cache-Control: no-store', async () => {
      const { status, text, headers } = await service.get(path);
      expect([status, text]).toEqual([200, '{"status":"ok"}']);
      expect(headers.get('content-type')).toBe('application/json');
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it('ignores a trailing slash and an invalid token in a health request', async () => {
      const responses = [
        await service.get(`${path}/`),
        await service.get(path, { Authorization: 'Bearer x' }),
      ];
      expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    });

    it('allows only GET, HEAD and OPTIONS on a health endpoint', async () => {
      const head = await service.send('HEAD', path, undefined);
      const post = await service.post(path, {});
      expect([head.status, head.text]).toEqual([200, '']);
      expect(head.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
      expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    });
  });

  it('reports that it is not ready until every migration has run', async () => {
    const last = service.dataSource.migrations.at(-1)?.constructor.name;
    const named = `keyturn_migration SET name =`;
    await service.dataSource.query(`UPDATE ${named} 'other' WHERE name = '${last}'`);
    expectUnready(await service.get('/health/ready'), 'schema');
    await service.dataSource.query(`UPDATE ${named} '${last}' WHERE name = 'other'`);
    expect((await service.get('/health/ready')).status).toBe(200);
  });

  it('reports that it is ready when the database has migrations of a newer version', async () => {
    const values = `(timestamp, name) VALUES (9999999999999, 'Later9999999999999')`;
    await service.dataSource.query(`INSERT INTO keyturn_migration ${values}`);
    expect((await service.get('/health/ready')).status).toBe(200);
  });

  it('reports that it is not ready when the database has no tables', async () => {
    const rename = (from: string, to: string) =>
      service.dataSource.query(`ALTER TABLE ${from} RENAME TO ${to}`);
    await rename('keyturn_migration', 'hidden');
    expectUnready(await service.get('/health/ready'), 'schema');
    await rename('hidden', 'keyturn_migration');
  });

  it('passes the liveness check but not the readiness check while it shuts down, without a database query', async () => {
    const stopping = await TestService.startInProcess(kind);
    stopping.app.get(Shutdown, { strict: false }).isStopping = true;
    expectUnready(await stopping.get('/health/ready'), 'shutdown');
    expect((await stopping.get('/health/live')).status).toBe(200);
    expect((await stopping.send('HEAD', '/health/ready', undefined)).status).toBe(503);
    await stopping.stop();
  });
});

describe('health endpoints during a database failure', () => {
  let service: InProcessService;
  beforeEach(async () => void (service = await TestService.startInProcess('sqlite')));
  afterEach(() => service.stop());

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
