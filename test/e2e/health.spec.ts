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

describe.each(DATABASES)('health (%s)', (kind) => {
  let service: TestService;
  beforeAll(async () => void (service = await TestService.start(kind)));
  afterAll(() => service.stop());

  describe.each(['/health/live', '/health/ready'])('%s', (path) => {
    it('says ok in one line to everybody, and nobody keeps it', async () => {
      const { status, text, headers } = await service.get(path);
      expect([status, text]).toEqual([200, '{"status":"ok"}']);
      expect(headers.get('content-type')).toBe('application/json');
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it('is the same with a slash at its end, and with a token that is none', async () => {
      const responses = [
        await service.get(`${path}/`),
        await service.get(path, { Authorization: 'Bearer x' }),
      ];
      expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    });

    it('may be asked for by GET and HEAD alone', async () => {
      const head = await service.send('HEAD', path, undefined);
      const post = await service.post(path, {});
      expect([head.status, head.text]).toEqual([200, '']);
      expect(head.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
      expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    });
  });

  it('is not ready when a migration is missing, and ready when it was made', async () => {
    const last = service.dataSource.migrations.at(-1)?.constructor.name;
    const named = `keyturn_migration SET name =`;
    await service.dataSource.query(`UPDATE ${named} 'other' WHERE name = '${last}'`);
    expectUnready(await service.get('/health/ready'), 'schema');
    await service.dataSource.query(`UPDATE ${named} '${last}' WHERE name = 'other'`);
    expect((await service.get('/health/ready')).status).toBe(200);
  });

  it('is ready with migrations of a version to come', async () => {
    const values = `(timestamp, name) VALUES (9999999999999, 'Later9999999999999')`;
    await service.dataSource.query(`INSERT INTO keyturn_migration ${values}`);
    expect((await service.get('/health/ready')).status).toBe(200);
  });

  it('is not ready when the database has no tables at all', async () => {
    const rename = (from: string, to: string) =>
      service.dataSource.query(`ALTER TABLE ${from} RENAME TO ${to}`);
    await rename('keyturn_migration', 'hidden');
    expectUnready(await service.get('/health/ready'), 'schema');
    await rename('hidden', 'keyturn_migration');
  });

  it('is alive and not ready while it stops, and asks no database then', async () => {
    const stopping = await TestService.startInProcess(kind);
    stopping.app.get(Shutdown, { strict: false }).isStopping = true;
    expectUnready(await stopping.get('/health/ready'), 'shutdown');
    expect((await stopping.get('/health/live')).status).toBe(200);
    expect((await stopping.send('HEAD', '/health/ready', undefined)).status).toBe(503);
    await stopping.stop();
  });
});

describe('when the database', () => {
  let service: InProcessService;
  beforeEach(async () => void (service = await TestService.startInProcess('sqlite')));
  afterEach(() => service.stop());

  it('is away, an instance is alive and not ready', async () => {
    await service.dataSource.destroy();
    expectUnready(await service.get('/health/ready'), 'database');
    expect((await service.get('/health/live')).status).toBe(200);
    await service.dataSource.initialize();
  });

  it('does not answer, that is said after a second, and it is asked once for all', async () => {
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
