import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { DATABASES } from '../support/databases.js';
import { ALICE, Deployment } from '../support/deployment.js';
import { HttpClient } from '../support/http-client.js';
import { runBinary } from '../support/run-binary.js';
import type { ServerProcess } from '../support/server-process.js';
import { UNREACHABLE_WEBHOOK } from '../support/webhook-receiver.js';

const ALERTS = 'deploy/alerts.yml';
const DASHBOARD = 'deploy/grafana-dashboard.json';
const KEY = 'the-key-of-the-first-token';
const docs = await readFile('docs/monitoring.md', 'utf8');
const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };

/** The metrics in the queries of the alerts and the dashboard. */
const queries = (await readFile(ALERTS, 'utf8')) + (await readFile(DASHBOARD, 'utf8'));
const used = [...new Set(queries.match(/\b(?:keyturn|process|nodejs)_\w+/g))];
const isOfPool = (name: string) => name.startsWith('keyturn_database_pool_');

/** @returns the value of the sample with this name and these labels, as in the exposition */
const valueIn = (exposition: string, sample: string): number =>
  Number(
    exposition
      .split('\n')
      .find((line) => line.startsWith(`${sample} `))
      ?.slice(sample.length),
  );

async function startMonitored(deployment: Deployment) {
  const server = await deployment.start({ METRICS_PORT: '0', ...UNREACHABLE_WEBHOOK });
  const url = server.metricsOrigin;
  return { server, metrics: new HttpClient(url) };
}

it.each(DATABASES)('exposes the connection pool only for PostgreSQL (%s)', async (kind) => {
  const deployment = await Deployment.create(kind);
  const { metrics } = await startMonitored(deployment);
  const exposed = namesIn((await metrics.get('/metrics')).text);
  const missing = used.filter((name) => isOfPool(name) && !exposed.has(name));
  expect(missing).toEqual(kind === 'postgres' ? [] : used.filter(isOfPool));
  await deployment.drop();
});

describe('metrics', () => {
  let deployment: Deployment;
  let server: ServerProcess;
  let metrics: HttpClient;
  let exposition: string;

  beforeAll(async () => {
    deployment = await Deployment.create('sqlite');
    ({ server, metrics } = await startMonitored(deployment));
    await server.logInAs({ ...ALICE, password: 'wrong' });
    const { access, refresh } = await server.obtain(ALICE.username);
    await server.me(access);
    await server.get('/api/me', { Authorization: `Bearer ${access}` });
    await server.get(`/nowhere/${refresh}`);
    for (const key of [KEY, KEY]) await server.refresh(refresh, key);
    for (const token of ['not a token', refresh]) await server.refresh(token);
    exposition = (await metrics.get('/metrics')).text;
  });
  afterAll(() => deployment.drop());

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
    ['keyturn_hash_queue_waiting_limit', 128],
    ['keyturn_hash_queue_refused_total', 0],
  ])('exposes %s with the value %i', (sample, count) => {
    expect(valueIn(exposition, sample)).toBe(count);
  });

  it('exposes the duration of hashes and the versions of Keyturn and Node', () => {
    // Two log-ins, and the dummy hash unless it was computed before the metrics were enabled.
    const hashes = valueIn(exposition, 'keyturn_hash_duration_seconds_count');
    expect(hashes).toBeGreaterThanOrEqual(2);
    const versions = `version="${version}",node="${process.version}"`;
    expect(exposition).toContain(`keyturn_build_info{${versions}} 1\n`);
  });

  it('labels requests with the pattern of their route, or with "unknown"', () => {
    const routes = [...exposition.matchAll(/route="([^"]*)"/g)].map(([, route]) => route);
    const known = ['/api/me/', '/api/token/', '/api/token/refresh/', 'unknown'];
    expect([...new Set(routes)].sort()).toEqual(known);
  });

  it('serves only GET /metrics, and only on the metrics port', async () => {
    const responses = [
      await metrics.get('/'),
      await metrics.post('/metrics', {}),
      await server.get('/metrics'),
      await metrics.get('/metrics?x=1'),
    ];
    expect(responses.map(({ status }) => status)).toEqual([404, 405, 404, 200]);
    const type = responses.at(-1)?.headers.get('content-type');
    expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('exposes every metric that the alerts and the dashboard use, except those of the pool', () => {
    const exposed = namesIn(exposition);
    expect(used.filter((name) => !isOfPool(name) && !exposed.has(name))).toEqual([]);
  });

  it('exposes only keyturn_ metrics that docs/monitoring.md lists', () => {
    const names = [...exposition.matchAll(/^# TYPE (keyturn_\w+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) expect(docs).toMatch(new RegExp(`^\\| \`${name}\``, 'm'));
  });

  it('exposes no metrics when METRICS_PORT is not set', async () => {
    const plain = await deployment.start();
    expect((await plain.get('/metrics')).status).toBe(404);
    expect(plain.output).not.toMatch(/metrics at/i);
  });

  it('exits with status 1 when METRICS_PORT is in use', async () => {
    const METRICS_PORT = new URL(server.url).port;
    const env = { ...deployment.variables, PORT: '0', METRICS_PORT };
    expect(await runBinary(['serve'], { env })).toMatchObject({
      status: 1,
      stderr:
        `listen EADDRINUSE: address already in use 127.0.0.1:${METRICS_PORT}. ` +
        'Set METRICS_PORT to a free port.\n',
    });
  });
});

/** Every name that a query can use for a sample. */
function namesIn(exposition: string): Set<string> {
  const declared = [...exposition.matchAll(/^# TYPE (\w+) (\w+)/gm)];
  const endings = ['_bucket', '_sum', '_count'];
  return new Set(
    declared.flatMap(([, name = '', type]) =>
      type === 'histogram' ? endings.map((ending) => name + ending) : [name],
    ),
  );
}

it('every alert rule has a severity, a summary and a description, and is in docs/monitoring.md', async () => {
  interface AlertRules {
    groups: { rules: { alert: string; labels: object; annotations: object }[] }[];
  }
  const { groups } = parse(await readFile(ALERTS, 'utf8')) as AlertRules;
  for (const { alert, labels, annotations } of groups.flatMap(({ rules }) => rules)) {
    expect(labels).toHaveProperty('severity', expect.stringMatching(/^(warning|critical)$/));
    expect(Object.keys(annotations)).toEqual(expect.arrayContaining(['summary', 'description']));
    expect(docs).toContain(`\`${alert}\``);
  }
});
