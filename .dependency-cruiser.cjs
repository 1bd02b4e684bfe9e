/** The arrows of the house: rules in the middle, doors at the edge, never back. */
const no = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});
const outside = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '\\.spec\\.ts$' },
  to: { pathNot: allowed },
});

const auth = '^src/auth/';
const layer = (name, ...reaches) => [name, ...reaches].map((at) => `^src/auth/${at}/`);

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '^src/(index|main|migrations|testing/index)\\.ts$',
          '^src/service/explorer/page/',
        ],
      },
      to: {},
    },
    outside('domain-is-pure', '^src/auth/domain/', ['^src/auth/domain/', '^(node:)?crypto$']),
    ...[
      layer('tokens', 'sessions', 'domain'),
      layer('sessions', 'domain'),
      layer('users', 'domain'),
      layer('persistence', 'domain'),
      layer('http', 'tokens', 'sessions', 'users', 'domain'),
    ].map((reach) => ({
      name: `${reach[0]}-points-inward`,
      severity: 'error',
      from: { path: reach[0], pathNot: '\\.spec\\.ts$' },
      to: { path: auth, pathNot: [...reach, '^src/auth/auth\\.settings\\.ts$'] },
    })),
    no('the-module-knows-no-host', auth, '^src/(service|cli|client|main)'),
    no('the-module-knows-no-platform', auth, 'node_modules/(fastify|express|@nestjs/platform-)'),
    no('only-tests-know-the-testing-door', '^src/(?!testing/|.*\\.spec\\.ts$)', '^src/testing/'),
    no('the-testing-door-knows-no-service', '^src/testing/', '^src/(service|cli|main)'),
    no('the-service-knows-no-command', '^src/service/', '^src/(cli|main)'),
    no('nothing-knows-the-door', '^src/', '^src/main\\.ts$'),
    no('the-client-stands-alone', '^src/client/', '^src/(?!client/)'),
    no('sources-know-no-tests', '^src/(?!.*\\.spec\\.ts$)', '^test/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
