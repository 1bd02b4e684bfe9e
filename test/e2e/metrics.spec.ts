import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { createDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import { HttpClient } from '../support/http-client.js';
import { runBinary } from '../support/run-binary.js';
import { keyturn, ServerProcess } from '../support/server-process.js';

const DOCS = 'docs/monitoring.md';
const ALERTS = 'deploy/alerts.yml';
const DASHBOARD = 'deploy/grafana-dashboard.json';

const JWT_SECRET = 'hV2nQ8xK5mB1zR7tW3yL9cF4gJ6pD0sAe';
const PASSWORD = 'a good password';
const KEY = 'the-key-of-the-first-token';

const USED = /\b(?:keyturn|process|nodejs)_\w+/g;

/** A service with the metrics enabled. */
class MonitoredService {
  private constructor(
    readonly server: ServerProcess,
    private readonly metrics: HttpClient,
    private readonly database: TestDatabase,
  ) {}

  static async start(kind: (typeof DATABASES)[number]): Promise<MonitoredService> {
    const database = await createDatabase(kind);
    const env = { DATABASE_URL: database.url, JWT_SECRET, METRICS_PORT: '0' };
    await keyturn(['migrate'], env);
    await keyturn(['user', 'create', 'alice', '--password-stdin'], env, PASSWORD);
    let output = '';
    const server = await ServerProcess.start(env, undefined, (text) => (output += text));
    const url = /Metrics at (http:\S+)\/metrics/.exec(output)?.[1] ?? '';
    return new MonitoredService(server, new HttpClient(url), database);
  }

  request(path = '/metrics', method = 'GET') {
    return this.metrics.send(method, path, undefined);
  }

  async read(): Promise<string> {
    return (await this.request()).text;
  }

  /** @returns the value of the sample with this name and these labels, as in the exposition */
  async value(sample: string): Promise<number> {
    const lines = (await this.read()).split('\n');
    const line = lines.find((one) => one.startsWith(`${sample} `));
    return Number(line?.slice(sample.length));
  }

  async logIn(password = PASSWORD): Promise<Record<string, string>> {
    const { json } = await this.server.post('/api/token/', { username: 'alice', password });
    return json as Record<string, string>;
  }

  async refresh(refresh = '', key?: string): Promise<Record<string, string>> {
    const headers = key === undefined ? {} : { 'Idempotency-Key': key };
    const { json } = await this.server.post('/api/token/refresh/', { refresh }, headers);
    return json as Record<string, string>;
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.database.drop();
  }
}

describe.each(DATABASES)('metrics (%s)', (kind) => {
  let service: MonitoredService;

  beforeAll(async () => {
    service = await MonitoredService.start(kind);
    await service.logIn('wrong');
    const { access = '', refresh = '' } = await service.logIn();
    const headers = { Authorization: `Bearer ${access}` };
    await service.server.get('/api/me/', headers);
    await service.server.get('/api/me', headers);
    await service.server.get(`/nowhere/${refresh}`);
    await service.refresh(refresh, KEY);
    await service.refresh(refresh, KEY);
    await service.refresh('not a token');
    await service.refresh(refresh);
  });
  afterAll(() => service.stop());

  it.each([
    ['keyturn_logins_total{result="ok"}', 1],
    ['keyturn_logins_total{result="wrong_password"}', 1],
    ['keyturn_logins_total{result="unknown_user"}', 0],
    ['keyturn_refreshes_total{verdict="rotated"}', 1],
    ['keyturn_refreshes_total{verdict="retry"}', 1],
    ['keyturn_refreshes_total{verdict="invalid"}', 1],
    ['keyturn_refreshes_total{verdict="reuse"}', 1],
    ['keyturn_token_reuse_total', 1],
    ['keyturn_revocations_total{reason="reuse"}', 1],
    ['keyturn_revocations_total{reason="logout"}', 0],
    ['keyturn_session_cache_misses_total', 1],
    ['keyturn_session_cache_hits_total', 1],
    ['keyturn_http_requests_total{method="GET",route="/api/me/",status="200"}', 2],
    ['keyturn_http_requests_total{method="GET",route="unknown",status="404"}', 1],
    ['keyturn_http_requests_total{method="POST",route="/api/token/refresh/",status="401"}', 2],
    ['keyturn_http_request_duration_seconds_count{method="GET",route="/api/me/"}', 2],
    ['keyturn_logins_total{result="queue_full"}', 0],
    ['keyturn_hash_queue_running', 0],
    ['keyturn_hash_queue_cancelled_total', 0],
    ['keyturn_hash_queue_waiting_limit', 64],
    ['keyturn_hash_queue_refused_total', 0],
  ])('exposes %s with the value %i', async (sample, count) => {
    expect(await service.value(sample)).toBe(count);
  });

  it('exposes the duration of hashes and the versions of Keyturn and Node', async () => {
    // Two log-ins, and the dummy hash unless it was computed before the metrics were enabled.
    expect(await service.value('keyturn_hash_duration_seconds_count')).toBeGreaterThanOrEqual(2);
    expect(await service.read()).toContain(`keyturn_build_info{version="0.1.0",node="${process.version}"} 1\n`); // prettier-ignore
  });

  it('exposes the connection pool only for PostgreSQL', async () => {
    const open = await service.value('keyturn_database_pool_connections');
    expect(open > 0).toBe(kind === 'postgres');
  });

  it('labels requests to unknown paths with the route "unknown"', async () => {
    const names = (await service.read()).matchAll(/route="([^"]*)"/g);
    const routes = new Set([...names].map(([, route]) => route));
    expect([...routes].sort()).toEqual(['/api/me/', '/api/token/', '/api/token/refresh/', 'unknown']); // prettier-ignore
  });

  it('serves only GET /metrics, and only on the metrics port', async () => {
    const responses = await Promise.all([
      service.request('/'),
      service.request('/metrics', 'POST'),
      service.request('/metrics?x=1'),
      service.server.get('/metrics'),
    ]);
    expect(responses.map(({ status }) => status)).toEqual([404, 405, 200, 404]);
    expect(responses[2]?.headers.get('content-type')).toBe(
      'text/plain; version=0.0.4; charset=utf-8',
    );
  });

  it('exposes every metric that the alerts and the dashboard use', async () => {
    const exposed = namesIn(await service.read());
    const sources = [await readFile(ALERTS, 'utf8'), await readFile(DASHBOARD, 'utf8')].join('\n');
    const unknown = new Set(sources.match(USED)?.filter((name) => !exposed.has(name)));
    const postgresOnly = ['connections', 'idle', 'waiting'].map((one) => `keyturn_database_pool_${one}`); // prettier-ignore
    const missing = [...unknown].filter(
      (name) => kind === 'postgres' || !postgresOnly.includes(name),
    );
    expect(missing).toEqual([]);
  });

  it('exposes only keyturn_ metrics that docs/monitoring.md lists', async () => {
    const docs = await readFile(DOCS, 'utf8');
    const ownMetrics = [...(await service.read()).matchAll(/^# TYPE (keyturn_\w+)/gm)];
    expect(ownMetrics.length).toBeGreaterThan(15);
    for (const [, name = ''] of ownMetrics)
      expect(docs).toMatch(new RegExp(`^\\| \`${name}\``, 'm'));
  });
});

/** Every name that a query can use for a sample. */
function namesIn(exposition: string): Set<string> {
  const declared = exposition.matchAll(/^# TYPE (\w+) (\w+)/gm);
  return new Set(
    [...declared].flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
    ),
  );
}

describe('metrics without METRICS_PORT', () => {
  it('exposes no metrics when METRICS_PORT is not set', async () => {
    const database = await createDatabase('sqlite');
    let output = '';
    const env = { DATABASE_URL: database.url, JWT_SECRET };
    const server = await ServerProcess.start(env, undefined, (text) => (output += text));
    expect((await server.get('/metrics')).status).toBe(404);
    await server.stop();
    await database.drop();
    expect(output).not.toMatch(/metrics at/i);
  });
});

describe('METRICS_PORT in use', () => {
  it('exits with status 1, like for any port in use, when METRICS_PORT is in use', async () => {
    const database = await createDatabase('sqlite');
    const first = await ServerProcess.start({ DATABASE_URL: database.url, JWT_SECRET });
    const METRICS_PORT = new URL(first.url).port;
    const env = { DATABASE_URL: database.url, JWT_SECRET, PORT: '0', METRICS_PORT };
    const { status, stderr } = await runBinary(['serve'], { env });
    expect(status).toBe(1);
    expect(stderr).toBe(
      `listen EADDRINUSE: address already in use 127.0.0.1:${METRICS_PORT}. ` +
        'Set METRICS_PORT to a free port.\n',
    );
    await first.stop();
    await database.drop();
  });
});

interface AlertRules {
  groups: { rules: { alert: string; expr: string; labels: object; annotations: object }[] }[];
}

describe('alert rules', () => {
  let text: string;
  beforeAll(async () => void (text = await readFile(ALERTS, 'utf8')));

  const rulesIn = () => (parse(text) as AlertRules).groups.flatMap(({ rules }) => rules);

  it('every alert rule has a severity, a summary and a description', () => {
    for (const { labels, annotations } of rulesIn()) {
      expect(labels).toHaveProperty('severity', expect.stringMatching(/^(warning|critical)$/));
      expect(annotations).toHaveProperty('summary');
      expect(annotations).toHaveProperty('description');
    }
  });

  it('docs/monitoring.md lists every alert rule', async () => {
    const docs = await readFile(DOCS, 'utf8');
    for (const { alert } of rulesIn()) expect(docs).toContain(`\`${alert}\``);
  });
});
