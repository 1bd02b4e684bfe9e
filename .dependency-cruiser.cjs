/** Dependencies point inward: from the service and the CLI to the module, and to its domain. */
const no = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});
const only = (name, from, allowed) => ({
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
    only('domain-is-pure', '^src/auth/domain/', ['^src/auth/domain/', '^(node:)?crypto$']),
    ...[
      layer('tokens', 'sessions', 'domain'),
      layer('sessions', 'domain'),
      layer('users', 'domain'),
      layer('persistence', 'domain'),
      layer('http', 'tokens', 'sessions', 'users', 'domain'),
    ].map((reach) => ({
      name: `${reach[0]}-depends-inward`,
      severity: 'error',
      from: { path: reach[0], pathNot: '\\.spec\\.ts$' },
      to: { path: auth, pathNot: [...reach, '^src/auth/config/auth\\.settings\\.ts$'] },
    })),
    no('module-imports-no-service', auth, '^src/(service|cli|client|main)'),
    no('module-imports-no-platform', auth, 'node_modules/(fastify|express|@nestjs/platform-)'),
    no('only-tests-import-testing', '^src/(?!testing/|.*\\.spec\\.ts$)', '^src/testing/'),
    no('testing-imports-no-service', '^src/testing/', '^src/(service|cli|main)'),
    no('service-imports-no-command', '^src/service/', '^src/(cli|main)'),
    no('entry-point-is-not-imported', '^src/', '^src/main\\.ts$'),
    no('client-is-independent', '^src/client/', '^src/(?!client/)'),
    no('sources-import-no-tests', '^src/(?!.*\\.spec\\.ts$)', '^(test|verification)/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
