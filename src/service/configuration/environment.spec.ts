import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration-error.js';
import {
  type Environment,
  readDatabaseLocation,
  readEnvironment,
  type Variables,
} from './environment.js';
import { readConfiguration } from './configuration.js';
import { DEFAULT_CONNECTION_LIMITS } from '../http/connection-limits.js';

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';
const OTHER_SECRET = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';
const PREDICTABLE =
  'is predictable: it consists of repeats, sequences, keyboard patterns, words, dates or a UUID that is not random';
const MAKE_SECRET = `node -p "crypto.randomBytes(48).toString('base64url')"`;

function problemsOf(variables: Variables): readonly string[] {
  try {
    readEnvironment(variables);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

it.each([
  ['JWT_SECRET', `${SECRET}\ufffd`],
  ['JWT_SECRET_FILE', '/run/secrets/jwt\ufffd'],
  ['DATABASE_URL', 'postgres://keyturn:p\ufffd@localhost/keyturn'],
  ['HOST', '\ufffd'],
])(
  'readEnvironment rejects %s without its value when Node has replaced its bytes',
  (name, value) => {
    const problem = `${name} is not UTF-8 text, or contains U+FFFD. Set it as UTF-8 text.`;
    expect(problemsOf({ [name]: value })).toEqual([problem]);
  },
);

it('readEnvironment returns defaults when no variable is set', () => {
  const expected: Environment = {
    isProduction: false,
    host: '127.0.0.1',
    port: 3000,
    workers: 1,
    database: { kind: 'sqlite', path: './data/keyturn.sqlite' },
    migratesOnStart: true,
    poolSize: 10,
    secret: undefined,
    previousSecret: undefined,
    auth: {
      algorithm: 'HS256',
      privateKey: undefined,
      keysDirectory: undefined,
      issuer: undefined,
      audience: undefined,
      accessTokenTyp: 'JWT',
      clientId: undefined,
      accessTokenLifetime: '5m',
      refreshTokenLifetime: '24h',
      sessionLifetime: '30d',
      maxSessionsPerUser: undefined,
      rotation: 'single-use',
      reuseInterval: '0s',
      accessTokenCheck: 'session',
      clockTolerance: '60s',
      loginThrottle: 'on',
      loginThrottlePerAccountAndAddress: '5/1m, 10/15m, 20/24h',
      loginThrottlePerAddress: '100/15m, 500/24h',
      loginThrottlePerAccount: '100/1m',
      loginThrottlePerSession: '600/1m',
      loginThrottleTokenRequests: '6000/1m',
      passwordHashMemory: '19MiB',
      passwordHashPasses: 2,
      usernameCase: 'sensitive',
      loginFields: ['username'],
      passwordMinLength: 15,
      checkClaims: [],
    },
    http: {
      corsOrigins: [],
      corsHeaders: [],
      trustProxy: undefined,
      proxyHeader: undefined,
      bodyLimitBytes: 65_536,
      publicUrl: undefined,
      allowedHosts: [],
      requiresTls: false,
      hstsSeconds: 31_536_000,
      certificate: undefined,
      hasExplorer: true,
      connections: DEFAULT_CONNECTION_LIMITS,
      shutdown: { delayMs: 0, timeoutMs: 10_000 },
    },
    pruning: { intervalMs: 3_600_000, keptMs: 7 * 86_400_000 },
    audit: { retentionMs: 90 * 86_400_000, webhookSelection: undefined },
    webhook: undefined,
    logLevel: 'info',
    redirectPort: undefined,
    metrics: { host: '127.0.0.1', port: undefined },
    warnings: [],
  };
  expect(readEnvironment({})).toEqual(expected);
});

describe('readEnvironment', () => {
  it.each<[string, string, object]>([
    ['NODE_ENV', 'test', { isProduction: false }],
    ['HOST', '::1', { host: '::1' }],
    ['PORT', '8080', { port: 8080 }],
    ['DATABASE_URL', 'sqlite::memory:', { database: { kind: 'sqlite', path: ':memory:' } }],
    ['DATABASE_URL', 'postgres://h/x', { database: { kind: 'postgres', url: 'postgres://h/x' } }],
    ['DATABASE_URL', 'postgres://h/x', { migratesOnStart: false }],
    ['MIGRATE_ON_START', 'false', { migratesOnStart: false }],
    ['DATABASE_POOL_SIZE', '200', { poolSize: 200 }],
    ['JWT_SECRET', SECRET, { secret: SECRET }],
    ['JWT_SECRET_PREVIOUS', OTHER_SECRET, { previousSecret: OTHER_SECRET }],
    ['ACCESS_TOKEN_LIFETIME', '90s', { auth: { accessTokenLifetime: '90s' } }],
    ['REFRESH_TOKEN_LIFETIME', '5m', { auth: { refreshTokenLifetime: '5m' } }],
    ['SESSION_LIFETIME', '3650d', { auth: { sessionLifetime: '3650d' } }],
    ['REFRESH_TOKEN_ROTATION', 'none', { auth: { rotation: 'none' } }],
    ['REUSE_INTERVAL', '10s', { auth: { reuseInterval: '10s' } }],
    ['ACCESS_TOKEN_CHECK', 'signature', { auth: { accessTokenCheck: 'signature' } }],
    ['CLOCK_TOLERANCE', '0s', { auth: { clockTolerance: '0s' } }],
    ['PASSWORD_HASH_MEMORY', '20MiB', { auth: { passwordHashMemory: '20MiB' } }],
    ['PASSWORD_HASH_PASSES', '3', { auth: { passwordHashPasses: 3 } }],
    ['USERNAME_CASE', 'insensitive', { auth: { usernameCase: 'insensitive' } }],
    ['LOGIN_FIELDS', 'email', { auth: { loginFields: ['email'] } }],
    ['LOGIN_FIELDS', 'email, username', { auth: { loginFields: ['username', 'email'] } }],
    ['CHECK_CLAIMS', 'role, tenant_id', { auth: { checkClaims: ['role', 'tenant_id'] } }],
    ['CORS_ORIGINS', 'https://a.example', { http: { corsOrigins: ['https://a.example'] } }],
    ['TRUST_PROXY', '2', { http: { trustProxy: 2 } }],
    ['BODY_LIMIT', '1MiB', { http: { bodyLimitBytes: 1_048_576 } }],
    ['MAX_CONNECTIONS', '100000', { http: { connections: { maxConnections: 100_000 } } }],
    ['PRUNE_INTERVAL', '0s', { pruning: { intervalMs: 0 } }],
    ['PRUNE_AFTER', '90s', { pruning: { keptMs: 90_000 } }],
    ['EXPLORER', 'false', { http: { hasExplorer: false } }],
    ['LOG_LEVEL', 'trace', { logLevel: 'trace' }],
    ['METRICS_PORT', '9464', { metrics: { host: '127.0.0.1', port: 9464 } }],
    ['METRICS_HOST', '0.0.0.0', { metrics: { host: '0.0.0.0', port: undefined } }],
    ['SHUTDOWN_DELAY', '2s', { http: { shutdown: { delayMs: 2_000, timeoutMs: 10_000 } } }],
    ['SHUTDOWN_TIMEOUT', '1m', { http: { shutdown: { delayMs: 0, timeoutMs: 60_000 } } }],
  ])('accepts %s=%s', (name, value, expected) => {
    expect(readEnvironment({ [name]: value })).toMatchObject(expected);
  });

  it.each(['PORT', 'DATABASE_URL', 'JWT_SECRET', 'SESSION_LIFETIME', 'ACCESS_TOKEN_CHECK'])(
    'treats an empty %s as not set',
    (name) => {
      expect(readEnvironment({ [name]: '' })).toEqual(readEnvironment({}));
    },
  );
});

it.each([
  ['enabled in development', {}, true],
  ['disabled in production', { NODE_ENV: 'production' }, false],
  ['enabled in production by EXPLORER=true', { NODE_ENV: 'production', EXPLORER: 'true' }, true],
])('readEnvironment returns an explorer that is %s', (_, variables, hasExplorer) => {
  expect(readEnvironment({ JWT_SECRET: SECRET, ...variables }).http).toMatchObject({ hasExplorer });
});

it.each([
  ['0 s in development', {}, 0],
  ['3 s in production', { NODE_ENV: 'production' }, 3_000],
  ['SHUTDOWN_DELAY if set in production', { NODE_ENV: 'production', SHUTDOWN_DELAY: '0s' }, 0],
])('readEnvironment returns a shutdown delay of %s', (_, variables, delayMs) => {
  const { http } = readEnvironment({ JWT_SECRET: SECRET, ...variables });
  expect(http.shutdown).toEqual({ delayMs, timeoutMs: 10_000 });
});

it('readEnvironment rejects names in CHECK_CLAIMS that cannot become a header, by their position', () => {
  expect(problemsOf({ CHECK_CLAIMS: 'role, a.b, Role' })).toEqual([
    expect.stringMatching(
      /^CHECK_CLAIMS entry 2 must be the name of a claim .*; entry 3 has the same header as an earlier one\.$/,
    ),
  ]);
});

it('readEnvironment rejects a SHUTDOWN_TIMEOUT of twice SHUTDOWN_DELAY', () => {
  const problem = 'SHUTDOWN_TIMEOUT must be more than twice SHUTDOWN_DELAY.';
  expect(problemsOf({ SHUTDOWN_DELAY: '5s', SHUTDOWN_TIMEOUT: '10s' })).toEqual([problem]);
});

describe('WORKERS', () => {
  const POSTGRES = 'postgres://keyturn@localhost/keyturn';
  const problem =
    'WORKERS must be 1 with SQLite, where several processes refresh more slowly than one. Remove ' +
    'WORKERS, or set DATABASE_URL to a PostgreSQL database.';

  it.each(['2', 'auto'])('rejects WORKERS=%s with SQLite', (WORKERS) => {
    expect(problemsOf({ WORKERS })).toEqual([problem]);
  });

  it('accepts one worker with SQLite, and any number with PostgreSQL', () => {
    expect(problemsOf({ WORKERS: '1' })).toEqual([]);
    expect(readEnvironment({ WORKERS: '7', DATABASE_URL: POSTGRES }).workers).toBe(7);
  });

  it('reports an invalid number or database only once', () => {
    expect(problemsOf({ WORKERS: '0' })).toHaveLength(1);
    expect(problemsOf({ WORKERS: '2', DATABASE_URL: 'mysql://localhost' })).toHaveLength(1);
  });
});

describe('METRICS_PORT', () => {
  const problem = 'METRICS_PORT is the same as PORT. Set it to another port.';
  const at = (HOST: string, METRICS_HOST: string, PORT = '3000') =>
    problemsOf({ HOST, METRICS_HOST, PORT, METRICS_PORT: PORT });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['10.0.0.1', '::'],
  ])('rejects a METRICS_PORT that equals PORT on %s and %s', (host, metricsHost) => {
    expect(at(host, metricsHost)).toEqual([problem]);
  });

  it('accepts a METRICS_PORT that equals PORT on another address or is 0', () => {
    expect(at('10.0.0.1', '127.0.0.1')).toEqual([]);
    expect(at('127.0.0.1', '127.0.0.1', '0')).toEqual([]);
  });
});

describe('readEnvironment', () => {
  const duration = 'needs a whole number and a unit (s, m, h or d), such as 90s, 5m, 24h or 30d,';

  // variable-forms.spec.ts has every form of every variable.
  it.each([
    ['ACCESS_TOKEN_LIFETIME', '300', `${duration} from 1s to 3650d.`],
    ['REUSE_INTERVAL', '-1s', `${duration} from 0s to 60s: a thief who sends a consumed token within it gets new tokens and is not detected.`], // prettier-ignore
    ['CLOCK_TOLERANCE', 'soon', `${duration} from 0s to 5m: clocks that differ by more must be synchronized, or tokens from the future are accepted.`], // prettier-ignore
    ['DATABASE_URL', 'mysql://h/x', 'must be sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST/NAME, with %25, %2F, %3F, %23, %40 and %20 for %, /, ?, #, @ and a space in the password.'], // prettier-ignore
  ])('rejects %s=%s with the accepted values', (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name} ${problem}`]);
  });

  it('rejects several invalid variables with all problems', () => {
    const problems = problemsOf({
      PORT: 'http',
      DATABASE_URL: 'mysql://h/x',
      ACCESS_TOKEN_LIFETIME: '5',
      REUSE_INTERVAL: '10',
      ACCESS_TOKEN_CHECK: 'yes',
      JWT_SECRET: 'short',
    });
    const names = ['PORT', 'DATABASE_URL', 'JWT_SECRET', 'ACCESS_TOKEN_LIFETIME', 'REUSE_INTERVAL'];
    const reported = problems.map((problem) => problem.split(' ')[0]);
    expect(reported).toEqual([...names, 'ACCESS_TOKEN_CHECK']);
  });

  it('throws a ConfigurationError with exit status 78', () => {
    expect(() => readEnvironment({ PORT: 'x' })).toThrow(ConfigurationError);
    expect(new ConfigurationError(['one.', 'two.'])).toMatchObject({
      message: 'one.\ntwo.',
      exitStatus: 78,
    });
  });
});

describe('JWT_SECRET', () => {
  const WEAK: [string, string, string][] = [
    ['short', SECRET.slice(1), 'is too short: 31 bytes, at least 32 are required'],
    ['well-known', 'your-256-bit-secret-your-256-bit', 'is publicly known or easy to guess'],
    ['predictable', 'qwertyuiopasdfghjklzxcvbnm123456', PREDICTABLE],
  ];

  it('requires JWT_SECRET only in production', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      `JWT_SECRET is missing. Generate one and store it: export JWT_SECRET="$(${MAKE_SECRET})"`,
    ]);
    expect(readEnvironment({ NODE_ENV: 'development' }).secret).toBeUndefined();
  });

  it('accepts a strong JWT_SECRET in production', () => {
    const environment = readEnvironment({ NODE_ENV: 'production', JWT_SECRET: SECRET });
    expect(environment).toMatchObject({ isProduction: true, secret: SECRET });
  });

  it.each(
    WEAK.flatMap((weak) => [
      ['production', ...weak],
      ['development', ...weak],
    ]),
  )('rejects in %s a JWT_SECRET that is %s', (NODE_ENV, _, JWT_SECRET, problem) => {
    expect(problemsOf({ NODE_ENV, JWT_SECRET })).toEqual([
      `JWT_SECRET ${problem}. Generate one and store it: export JWT_SECRET="$(${MAKE_SECRET})"`,
    ]);
  });

  it('rejects JWT_SECRET together with JWT_SECRET_FILE', () => {
    const problems = problemsOf({ JWT_SECRET: SECRET, JWT_SECRET_FILE: '/run/secrets/jwt' });
    const problem = 'JWT_SECRET and JWT_SECRET_FILE are both set. Remove one of them.';
    expect(problems).toEqual([problem]);
  });

  it.each([
    ['short', OTHER_SECRET.slice(1), 'is too short: 31 bytes, at least 32 are required'],
    ['well-known', 'your-256-bit-secret-your-256-bit', 'is publicly known or easy to guess'],
    ['predictable', '12345678901234567890123456789012', PREDICTABLE],
    ['equal to JWT_SECRET', SECRET, 'is the same as JWT_SECRET'],
  ])('rejects a JWT_SECRET_PREVIOUS that is %s', (_, JWT_SECRET_PREVIOUS, problem) => {
    expect(problemsOf({ JWT_SECRET: SECRET, JWT_SECRET_PREVIOUS })).toEqual([
      `JWT_SECRET_PREVIOUS ${problem}. Set it to the secret that JWT_SECRET replaced, or remove it.`,
    ]);
  });

  describe('JWT_SECRET_FILE', () => {
    const REMEDY = `Generate one into a new file: (umask 077; set -C; ${MAKE_SECRET} > "$JWT_SECRET_FILE")`;
    let folder: string;
    beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'keyturn-environment-'))));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const fileWith = (content: string | Buffer, mode = 0o600): string => {
      const file = join(folder, 'secret');
      writeFileSync(file, content);
      chmodSync(file, mode);
      return file;
    };

    it.each([
      ['without a line ending', SECRET],
      ['with a line ending', `${SECRET}\n`],
      ['with a Windows line ending', `${SECRET}\r\n`],
    ])('reads a secret from a file %s', (_, content) => {
      const environment = readEnvironment({ JWT_SECRET_FILE: fileWith(content) });
      expect(environment.secret).toBe(SECRET);
    });

    it.each([
      ['with a byte order mark', Buffer.from(`\ufeff${SECRET}\r\n`)],
      ['with letters outside of ASCII', Buffer.from(`${SECRET} ñé`)],
    ])('decodes a file as UTF-8 %s', (_, content) => {
      const { secret } = readEnvironment({ JWT_SECRET_FILE: fileWith(content) });
      expect(secret).toBe(content.toString().trim());
    });

    it.each([
      ['random bytes', createHash('sha512').update('1').digest()],
      ['text with one invalid byte', Buffer.concat([Buffer.from(SECRET), Buffer.from([0xff])])],
      ['Latin-1', Buffer.from(`${SECRET}é`, 'latin1')],
      ['UTF-16', Buffer.from(`\ufeff${SECRET}`, 'utf16le')],
    ])('rejects a file that contains %s', (_, content) => {
      const file = fileWith(content);
      for (const name of ['JWT_SECRET_FILE', 'JWT_SECRET_PREVIOUS_FILE', 'DATABASE_URL_FILE']) {
        expect(problemsOf({ [name]: file })).toEqual([
          `${name} names a file that is not UTF-8 text. Encode random bytes as base64.`,
        ]);
      }
    });

    it.each([['missing', '\n', 'is missing'], ...WEAK])(
      'rejects a secret file that is %s with a remedy for JWT_SECRET_FILE',
      (_, content, problem) => {
        expect(problemsOf({ JWT_SECRET_FILE: fileWith(content) })).toEqual([
          `JWT_SECRET_FILE ${problem}. ${REMEDY}`,
        ]);
      },
    );

    it.each([
      [0o600, []],
      [0o400, []],
      [0o700, []],
      [0o640, ['JWT_SECRET_FILE']],
      [0o604, ['JWT_SECRET_FILE']],
      [0o601, ['JWT_SECRET_FILE']],
    ])('accepts a file of mode %o, with a warning if other users can read it', (mode, warned) => {
      const { secret, warnings } = readEnvironment({ JWT_SECRET_FILE: fileWith(SECRET, mode) });
      expect(secret).toBe(SECRET);
      expect(warnings.map((warning) => warning.split(' ')[0])).toEqual(warned);
      expect(warnings.join()).not.toContain(folder);
    });

    it('reads DATABASE_URL from a file too', () => {
      const url = 'postgres://keyturn:hunter2@localhost/keyturn';
      const { database } = readEnvironment({ DATABASE_URL_FILE: fileWith(`${url}\n`) });
      expect(database).toEqual({ kind: 'postgres', url });
      expect(readDatabaseLocation({ DATABASE_URL_FILE: fileWith(url) })).toEqual(database);
    });

    it('reports a file by its variable, without its content or path', () => {
      const problems = problemsOf({ DATABASE_URL_FILE: fileWith('postgre://k:hunter2@h/x') });
      expect(problems).toEqual([expect.stringMatching(/^DATABASE_URL_FILE must be sqlite:PATH, /)]);
      expect(problemsOf({ DATABASE_URL_FILE: `${folder}/hunter2` })).toEqual([
        'DATABASE_URL_FILE names a file that cannot be read (ENOENT). Set it to a file that this user can read.',
      ]);
      expect(problems.join()).not.toContain('hunter2');
    });

    it('suggests to create a file that is missing', () => {
      expect(problemsOf({ JWT_SECRET_FILE: join(folder, 'nowhere') })).toEqual([
        `JWT_SECRET_FILE names a file that cannot be read (ENOENT). ${REMEDY}`,
      ]);
    });

    it('does not suggest to replace a file that exists but cannot be read', () => {
      expect(problemsOf({ JWT_SECRET_FILE: folder })).toEqual([
        'JWT_SECRET_FILE names a file that cannot be read (EISDIR). Set it to a file that this user can read.',
      ]);
    });

    it('suggests a command that never overwrites a file', () => {
      const command = REMEDY.slice(REMEDY.indexOf('('));
      const JWT_SECRET_FILE = join(folder, 'made');
      const env = { ...process.env, JWT_SECRET_FILE };
      const make = () => spawnSync('sh', ['-c', command], { env }).status;
      expect(make()).toBe(0);
      const { secret } = readEnvironment({ JWT_SECRET_FILE });
      expect(make()).not.toBe(0);
      expect(readEnvironment({ JWT_SECRET_FILE }).secret).toBe(secret);
    });
  });
});

describe('problems', () => {
  it.each<[string, Variables]>([
    ['a short secret', { JWT_SECRET: 'hunter2' }],
    ['a well-known secret', { JWT_SECRET: 'hunter2-change-me-hunter2-change-me' }],
    ['a secret in JWT_SECRET_FILE', { JWT_SECRET_FILE: `hunter2${SECRET}` }],
    ['either of two secrets', { JWT_SECRET: `hunter2${SECRET}`, JWT_SECRET_FILE: `hunter2` }],
    ['a database password', { DATABASE_URL: 'postgre://keyturn:hunter2@h/x' }],
    ['an unescaped database password', { DATABASE_URL: 'postgres://k:12#hunter2@h/x' }],
    ['a secret beside an invalid variable', { JWT_SECRET: `hunter2${SECRET}`, PORT: 'x' }],
  ])('do not contain %s', (_, variables) => {
    const problems = problemsOf(variables);
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain('hunter2');
  });
});

describe('a mistyped name', () => {
  const warningsOf = (variables: Variables) => readEnvironment(variables).warnings;

  it('warns of a mistyped name without its value', () => {
    expect(warningsOf({ JWT_SECERT: SECRET, PATH: '/bin', HOSTNAME: 'a', PORTS: '1' })).toEqual([
      'JWT_SECERT is unknown and ignored. Did you mean JWT_SECRET?',
    ]);
  });

  it('does not warn of SSL_CERT_FILE, which OpenSSL reads', () => {
    expect(warningsOf({ SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt' })).toEqual([]);
    expect(warningsOf({ TLS_CERT_FIL: '/etc/keyturn/fullchain.pem' })).toHaveLength(1);
  });

  it('does not warn of a mistyped name when the variable that it resembles is set', () => {
    expect(warningsOf({ DATABASE_URI: 'x', DATABASE_URL: 'sqlite:x.sqlite' })).toEqual([]);
    expect(warningsOf({ DATABASE_URI: 'x', DATABASE_URL: '' })).toHaveLength(1);
  });
});

describe('readDatabaseLocation', () => {
  it('reads DATABASE_URL and ignores other invalid variables', () => {
    const variables = { DATABASE_URL: 'sqlite:x.sqlite', PORT: 'x', NODE_ENV: 'production' };
    expect(readDatabaseLocation(variables)).toEqual({ kind: 'sqlite', path: 'x.sqlite' });
  });

  it('has the same default as the service', () => {
    const expected = { kind: 'sqlite', path: './data/keyturn.sqlite' };
    expect(readDatabaseLocation({ DATABASE_URL: '' })).toEqual(expected);
  });

  it('rejects the values that the service rejects', () => {
    expect(() => readDatabaseLocation({ DATABASE_URL: 'mysql://h/x' })).toThrow(ConfigurationError);
    expect(() => readDatabaseLocation({ NODE_ENV: 'prod' })).toThrow(ConfigurationError);
  });
});

describe('limits of log-ins', () => {
  it.each([
    'LOGIN_THROTTLE_PER_ACCOUNT_AND_ADDRESS',
    'LOGIN_THROTTLE_PER_ADDRESS',
    'LOGIN_THROTTLE_PER_ACCOUNT',
    'LOGIN_THROTTLE_PER_SESSION',
    'LOGIN_THROTTLE_TOKEN_REQUESTS',
  ])('rejects %s when LOGIN_THROTTLE is off', (name) => {
    const problem = `${name} has no effect with LOGIN_THROTTLE=off. Remove one of them.`;
    expect(problemsOf({ [name]: '50/1m', LOGIN_THROTTLE: 'off' })).toEqual([problem]);
    expect(problemsOf({ [name]: '50/1m', LOGIN_THROTTLE: 'on' })).toEqual([]);
  });
});

describe('settings of cookies', () => {
  it.each([
    ['ACCESS_TOKEN_TRANSPORT', 'cookie'],
    ['COOKIE_SAME_SITE', 'lax'],
    ['COOKIE_DOMAIN', 'example.org'],
  ])('rejects %s=%s when refresh tokens travel in bodies', (name, text) => {
    const problem = `${name} has no effect without cookies. Set REFRESH_TOKEN_TRANSPORT to cookie or both, or remove it.`;
    expect(problemsOf({ [name]: text })).toEqual([problem]);
    for (const transport of ['cookie', 'both'])
      expect(problemsOf({ [name]: text, REFRESH_TOKEN_TRANSPORT: transport })).toEqual([]);
  });

  it('accepts their default values when refresh tokens travel in bodies', () => {
    expect(problemsOf({ ACCESS_TOKEN_TRANSPORT: 'header', COOKIE_SAME_SITE: 'strict' })).toEqual(
      [],
    );
  });
});

describe('COOKIE_DOMAIN', () => {
  it.each([
    ['https://auth.example.org', true],
    ['https://example.org:8443', true],
    ['https://auth.example.com', false],
    ['https://badexample.org', false],
  ])('example.org with PUBLIC_URL=%s is valid: %s', (PUBLIC_URL, isValid) => {
    const variables = { REFRESH_TOKEN_TRANSPORT: 'cookie', COOKIE_DOMAIN: 'example.org' };
    const problem =
      'COOKIE_DOMAIN does not contain the host of PUBLIC_URL, so browsers drop the cookies. Change one of them.';
    expect(problemsOf({ ...variables, PUBLIC_URL })).toEqual(isValid ? [] : [problem]);
    expect(problemsOf(variables)).toEqual([]);
  });
});

describe('the host names of the service', () => {
  it('contain ALLOWED_HOSTS, HOST if it is a name, and the name of PUBLIC_URL', () => {
    const names = (variables: Variables) => readEnvironment(variables).http.allowedHosts;
    expect(names({ HOST: '0.0.0.0' })).toEqual([]);
    expect(names({ HOST: 'Auth.internal' })).toEqual(['auth.internal']);
    const variables = { ALLOWED_HOSTS: 'a.example', PUBLIC_URL: 'https://b.example:8443' };
    expect(names(variables)).toEqual(['a.example', 'b.example']);
  });

  it('reject a PUBLIC_URL without TLS when TLS is required', () => {
    const variables = { PUBLIC_URL: 'http://a.example', REQUIRE_TLS: 'true' };
    expect(problemsOf(variables)).toEqual([
      'PUBLIC_URL begins with http:, but REQUIRE_TLS is true. Write https:, or set REQUIRE_TLS=false.',
    ]);
    expect(problemsOf({ PUBLIC_URL: 'http://a.example' })).toEqual([]);
  });
});

describe('a PostgreSQL on another machine without TLS', () => {
  const WARNING =
    'The connection to PostgreSQL crosses the network without TLS, or without a check of the certificate. Add ?sslmode=verify-full to DATABASE_URL.';

  const warned = (url: string, NODE_ENV: string, variables: Variables = {}) =>
    readConfiguration({ NODE_ENV, JWT_SECRET: SECRET, DATABASE_URL: url, ...variables }).warnings;

  it('is a warning in production only', () => {
    const url = 'postgres://keyturn:secret@db.example/keyturn';
    expect(warned(url, 'development')).toEqual([]);
    expect(warned(url, 'production')).toEqual([WARNING]);
    expect(warned(`${url}?sslmode=verify-full`, 'production')).toEqual([]);
    expect(warned('postgres://keyturn@127.0.0.1/keyturn', 'production')).toEqual([]);
  });

  it('is found with the host and the mode of the environment', () => {
    const url = 'postgres:///keyturn';
    const variables = { PGHOST: 'db.example' };
    expect(warned(url, 'production')).toEqual([]);
    expect(warned(url, 'production', variables)).toEqual([WARNING]);
    expect(warned(url, 'production', { ...variables, PGSSLMODE: 'require' })).toEqual([]);
  });
});
