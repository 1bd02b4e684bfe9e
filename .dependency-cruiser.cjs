/**
 * Dependencies point inward: from the service and the CLI to the module, and to its domain. Each
 * pattern names one path, so that a test can find the patterns of paths that do not exist.
 */
const SPEC = '\\.spec\\.ts$';
const SERVICE = '^src/service/';
const MAIN = ['^src/cli/', '^src/main\\.ts$'];

const rule = (name, from, to) => ({ name, severity: 'error', from, to });
const no = (name, from, to) => rule(name, { path: from }, { path: to });

const inAuth = (names) => names.map((name) => `^src/auth/${name}/`);

/** A folder of the module may import itself, the folders in `reaches`, and the settings. */
const layer = (name, ...reaches) =>
  rule(
    `${name}-depends-inward`,
    { path: `^src/auth/${name}/`, pathNot: SPEC },
    { path: '^src/auth/', pathNot: [...inAuth([name, ...reaches]), SETTINGS] },
  );

/** The one file of `config/` that inner folders import. */
const SETTINGS = '^src/auth/config/auth\\.settings\\.ts$';

/** The files of `config/` that choose the implementations of the ports, and the routes. */
const WIRING = [
  '^src/auth/config/auth\\.ports\\.ts$',
  '^src/auth/config/password-hasher-providers\\.ts$',
  '^src/auth/config/auth\\.module-definition\\.ts$',
];

module.exports = {
  forbidden: [
    rule('no-cycles', {}, { circular: true }),
    rule(
      'no-orphans',
      {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '^src/index\\.ts$',
          '^src/main\\.ts$',
          '^src/migrations\\.ts$',
          '^src/testing/index\\.ts$',
          '^src/service/explorer/page/',
        ],
      },
      {},
    ),
    rule(
      'domain-is-pure',
      { path: '^src/auth/domain/', pathNot: SPEC },
      { pathNot: ['^src/auth/domain/', '^(node:)?crypto$'] },
    ),
    layer('keys', 'domain'),
    layer('tokens', 'keys', 'sessions', 'throttle', 'domain'),
    layer('sessions', 'domain'),
    layer('users', 'throttle', 'domain'),
    layer('throttle', 'domain'),
    layer('persistence', 'domain'),
    layer('events', 'domain'),
    layer('http', 'keys', 'tokens', 'sessions', 'users', 'throttle', 'domain'),
    layer('verifier', 'keys', 'http', 'config', 'domain'),
    rule(
      'options-depend-inward',
      { path: '^src/auth/config/', pathNot: [SPEC, ...WIRING] },
      { path: '^src/auth/', pathNot: inAuth(['config', 'keys', 'domain']) },
    ),
    rule(
      'wiring-imports-no-other-module',
      { path: WIRING },
      { path: ['^src/auth/auth\\.module\\.ts$', '^src/auth/verifier/'] },
    ),
    rule(
      'module-imports-no-service',
      { path: '^src/auth/', pathNot: SPEC },
      { path: [SERVICE, ...MAIN] },
    ),
    no('module-imports-no-platform', '^src/auth/', [
      'node_modules/fastify/',
      'node_modules/express/',
      'node_modules/@nestjs/platform-',
    ]),
    rule(
      'only-tests-import-testing',
      { path: '^src/', pathNot: [SPEC, '^src/testing/'] },
      { path: '^src/testing/' },
    ),
    no('testing-imports-no-service', '^src/testing/', [SERVICE, ...MAIN]),
    no('service-imports-no-command', SERVICE, MAIN),
    no('entry-point-is-not-imported', '^src/', '^src/main\\.ts$'),
    rule(
      'sources-import-no-tests',
      { path: '^src/', pathNot: SPEC },
      { path: ['^test/', '^verification/'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
