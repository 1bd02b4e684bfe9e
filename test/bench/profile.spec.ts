import { describe, expect, it } from '@jest/globals';
import { partOf, timesOf } from '../../bench/profile-parts.mjs';
import { groupsOfParts, tableOfParts } from '../../bench/profile-report.mjs';

const SRC = 'file:///app/build';
const PACKAGES = 'file:///app/node_modules';

describe('partOf', () => {
  it.each([
    [`${SRC}/auth/tokens/token-codec.js`, 'tokens and hashes'],
    ['node:internal/crypto/hash', 'tokens and hashes'],
    [`${SRC}/service/logging/request-log.js`, 'log'],
    [`${SRC}/auth/persistence/statement.js`, 'database'],
    [`${PACKAGES}/pg-protocol/dist/parser.js`, 'database'],
    [`${PACKAGES}/@nestjs/core/router/router-execution-context.js`, 'Nest'],
    [`${PACKAGES}/fastify/lib/reply.js`, 'Fastify'],
    [`${SRC}/auth/domain/rotation.js`, 'sessions and rotation'],
    [`${SRC}/service/metrics/metrics.js`, 'rest of the service'],
    [`${PACKAGES}/tldts/dist/index.js`, 'other packages'],
    ['node:net', undefined],
    ['', undefined],
  ])('%s belongs to %s', (url, part) => {
    expect(partOf(url)).toBe(part);
  });
});

describe('timesOf', () => {
  const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
    id,
    callFrame: { functionName, url },
    children,
  });
  const nodes = [
    node(1, '(root)', '', [2, 3, 4, 7]),
    node(2, '(idle)', ''),
    node(3, '(garbage collector)', ''),
    node(4, 'query', `${PACKAGES}/pg/lib/client.js`, [5]),
    node(5, 'write', 'node:net', [6]),
    node(6, 'writeUtf8String', ''),
    node(7, 'onread', 'node:internal/stream_base_commons'),
  ];

  it('attributes code of Node to its caller, and leaves out idle time', () => {
    const profile = {
      nodes,
      samples: [4, 6, 2, 3, 7, 4],
      timeDeltas: [9_000, 1, 20, 300, 4_000, 50_000],
    };
    const times = [...timesOf(profile)].filter(([, us]) => us > 0);
    expect(times).toEqual([
      ['database', 21],
      ['Node and system calls', 50_000],
      ['garbage collection', 4_000],
    ]);
  });
});

describe('the report of the parts', () => {
  const result = (database: string, log: number) => ({
    database,
    parts: [
      { name: 'log', us: log },
      { name: 'Nest', us: 60 },
    ],
    profiledCpuUs: 120,
    cpuUs: 110,
  });
  const results = [result('SQLite', 20), result('PostgreSQL', 40)];

  it('has the time and the share of each part', () => {
    expect(tableOfParts(results)).toContain('| log | 20 (25 %) | 40 (40 %) |');
  });

  it('has a group of bars for each part', () => {
    expect(groupsOfParts(results)[0]).toEqual({
      name: 'log',
      bars: [
        { name: 'SQLite', value: 20 },
        { name: 'PostgreSQL', value: 40 },
      ],
    });
  });
});
