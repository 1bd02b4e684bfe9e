import { describe, expect, it } from '@jest/globals';
import { readConfiguration } from './configuration.js';
import { VARIABLES } from './variables.js';

/**
 * Forms that other programs accept, with the value in Keyturn or the problem that follows the name of
 * the variable.
 */
type Forms = readonly (readonly [text: string, meaning: unknown])[];

/** Forms that a variable rejects with this problem, separated by bars. */
const rejected = (problem: RegExp, texts: string): Forms =>
  texts.split('|').map((text) => [text, problem]);

const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';

const WEBHOOK_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** Forms that no variable accepts. */
const STRAY: Forms = [
  ['"info"', /^is in quotation marks/],
  ["'info'", /^is in quotation marks/],
  ['info ', /^begins or ends with white space/],
  ['info\r', /^begins or ends with white space/],
  ['\ufeffinfo', /^begins or ends with white space/],
  ['${NAME}', /^refers to a variable/],
  ['$NAME', /^refers to a variable/],
  ['$(cat file)', /^refers to a variable/],
  ['{{ name }}', /^refers to a variable/],
];

const HOST: Forms = [
  ['0.0.0.0', '0.0.0.0'],
  ['::', '::'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
  ['auth.internal', 'auth.internal'],
  ...rejected(/^must be an address such as/, '*|[::]|[::1]|0|0.0.0.0:3000|http://0.0.0.0'),
  ...rejected(/^must be an address such as/, '127.1|0x7f.1|256.0.0.1|a b|a..b|-a|/run/x'),
];

const PORT: Forms = [
  ['0', 0],
  ['00080', 80],
  ...rejected(/^must be a whole number from 0 to 65535\.$/, '3000/tcp|0x50|+80|-1|80.0'),
  ...rejected(/^must be a whole number from 0 to 65535\.$/, '8e3|65536|:80|http|127.0.0.1:80'),
  ['tcp://10.0.0.1:9464', /^must be a whole number from 0 to 65535\. .* enableServiceLinks/],
];

const BOOLEAN: Forms = [
  ['true', true],
  ['false', false],
  ...rejected(/^must be true or false\.$/, 'yes|no|1|0|on|off|TRUE|False|t'),
];

const NO_PROXIES = /^must be the number of proxies in front/;
const NO_DURATION = '5|300|0|5min|PT5M|1h30m|-1s|1.5h|5 m|5M|1w';

const duration = (max: RegExp, ...more: Forms): Forms => [
  ...more,
  ...rejected(/^needs a whole number and a unit/, NO_DURATION),
  ['3651d', max],
];

const RATE: Forms = [
  ['1/1s', '1/1s'],
  ...rejected(
    /^must be a rate: a number and a time, such as '5\/1m'/,
    '5|5/m|0/1m|-1/1m|5/21d|5 per minute',
  ),
];

const RATES: Forms = [
  ['5/1m,20/24h', '5/1m,20/24h'],
  ...rejected(
    /^must be one or more rates, such as '5\/1m, 20\/24h'\. Each rate must have a higher number/,
    '5|5/1m;9/1h|20/24h, 5/1m|none',
  ),
];

const FORMS: Readonly<Record<string, Forms>> = {
  NODE_ENV: rejected(
    /^must be production, development or test\.$/,
    'prod|Production|PRODUCTION|dev|staging',
  ),
  HOST,
  PORT,
  WORKERS: rejected(
    /^must be auto or a whole number from 1 to 64\.$/,
    '0|-1|1.5|02|65|AUTO|max|true',
  ),
  DATABASE_URL: [
    ['sqlite:x.sqlite', { kind: 'sqlite', path: 'x.sqlite' }],
    ['sqlite://:memory:', { kind: 'sqlite', path: ':memory:' }],
    ['sqlite:~/x', /^begins with ~/],
    ['sqlite:///x', /^has \/\/ or \/\/\/ after sqlite:/],
    ...rejected(/^must be sqlite:PATH/, 'jdbc:postgresql://h/x|mysql://h/x|./data/keyturn.sqlite'),
  ],
  MIGRATE_ON_START: BOOLEAN,
  DATABASE_POOL_SIZE: rejected(
    /^must be a whole number from 1 to 200\.$/,
    '0|10.0|0x0a|+10|1e1|010|max|201',
  ),
  JWT_SECRET: [
    [SECRET, SECRET],
    [`"${SECRET}"`, /^is in quotation marks/],
    ['$(node -p "crypto.randomBytes(48).toString(\'base64url\')")', /^refers to a variable/],
    ['${{ secrets.KEYTURN_PRODUCTION_SECRET }}', /^refers to a variable/],
  ],
  JWT_SECRET_PREVIOUS: [[`'${SECRET}'`, /^is in quotation marks/]],
  LOG_LEVEL: rejected(
    /^must be fatal, error, warn, info, debug or trace\.$/,
    'warning|INFO|Info|verbose|silent|off|all|30',
  ),
  JWT_ALGORITHM: [
    ['EdDSA', 'EdDSA'],
    ...rejected(
      /^must be HS256, RS256, PS256, ES256, ES384 or EdDSA\.$/,
      'none|hs256|RS512|Ed25519',
    ),
  ],
  JWT_PRIVATE_KEY: [['"x"', /^is in quotation marks/]],
  JWT_KEYS_DIR: [['"keys"', /^is in quotation marks/]],
  JWT_ISSUER: [['https://auth.example.org', 'https://auth.example.org']],
  JWT_AUDIENCE: [['orders', 'orders']],
  ACCESS_TOKEN_TYP: [
    ['JWT', 'JWT'],
    ...rejected(/^must be JWT or at\+jwt\.$/, 'jwt|at+JWT|application/at+jwt'),
  ],
  JWT_CLIENT_ID: [['web', 'web']],
  ACCESS_TOKEN_LIFETIME: duration(/from 1s to 3650d/, ['05m', '05m'], ['0s', /from 1s/]),
  REFRESH_TOKEN_LIFETIME: duration(/from 1s to 3650d/, ['1440m', '1440m']),
  SESSION_LIFETIME: duration(/from 1s to 3650d/, ['3650d', '3650d']),
  MAX_SESSIONS_PER_USER: [
    ['1', 1],
    ['1000', 1000],
    ...rejected(
      /^must be a whole number from 1 to 1000\.$/,
      '0|-1|1.5|01|+5|1e2|1001|none|unlimited',
    ),
  ],
  REFRESH_TOKEN_ROTATION: rejected(
    /^must be single-use or none\.$/,
    'true|false|always|single_use|None|off',
  ),
  REUSE_INTERVAL: duration(
    /from 0s to 60s: a thief .* is not detected\.$/,
    ['60s', '60s'],
    ['1m', '1m'],
    ['61s', /to 60s/],
    ['3650d', /to 60s/],
  ),
  ACCESS_TOKEN_CHECK: rejected(/^must be session or signature\.$/, 'true|none|Session|login'),
  CLOCK_TOLERANCE: duration(
    /from 0s to 5m: clocks .* synchronized/,
    ['5m', '5m'],
    ['300s', '300s'],
    ['301s', /to 5m/],
    ['3650d', /to 5m/],
  ),
  PASSWORD_MIN_LENGTH: [
    ['8', 8],
    ['64', 64],
    ...rejected(/^must be a whole number from 8 to 64\.$/, '0|7|65|15.0|015|1e1|none'),
  ],
  CHECK_CLAIMS: [['role,tenant_id', ['role', 'tenant_id']]],
  PASSWORD_HASH_MEMORY: [
    ['19MiB', '19MiB'],
    ['256MiB', '256MiB'],
    ...rejected(
      /^needs a whole number and the unit MiB, from 19MiB \(the minimum of OWASP\) to 256MiB\.$/,
      '19|18MiB|257MiB|019MiB|19 MiB|19MB|19mib|20.5MiB|19456KiB|1GiB|-19MiB|none',
    ),
  ],
  PASSWORD_HASH_PASSES: [
    ['2', 2],
    ['53', 53],
    ...rejected(/^must be a whole number from 2 to 53\.$/, '1|0|54|2.5|02|-2|+2|2e1|two'),
  ],
  USERNAME_CASE: rejected(
    /^must be sensitive or insensitive\.$/,
    'Sensitive|true|false|lower|case-insensitive',
  ),
  LOGIN_FIELDS: rejected(
    /^must be username, email or username,email\.$/,
    'name|e-mail|Username|username;email|username,username|username,|both|username email|*',
  ),
  REFRESH_TOKEN_TRANSPORT: rejected(
    /^must be body, cookie or both\.$/,
    'cookies|Cookie|header|json|true|body,cookie',
  ),
  ACCESS_TOKEN_TRANSPORT: rejected(/^must be header or cookie\.$/, 'both|body|bearer|Cookie'),
  COOKIE_SAME_SITE: rejected(/^must be strict or lax\.$/, 'none|None|Strict|Lax|true'),
  COOKIE_DOMAIN: [
    ['example.org', 'example.org'],
    ['auth.example.co.uk', 'auth.example.co.uk'],
    ...rejected(
      /^must be a domain that you own/,
      '.example.org|*.example.org|https://example.org|example.org:443|example.org/|Example.org|co.uk|github.io|localhost|127.0.0.1|[::1]|a b.org|example..org|example.org.|-a.org',
    ),
  ],
  LOGIN_THROTTLE: rejected(/^must be on or off\.$/, 'true|false|On|yes|1'),
  LOGIN_THROTTLE_PER_ACCOUNT_AND_ADDRESS: RATES,
  LOGIN_THROTTLE_PER_ADDRESS: RATES,
  LOGIN_THROTTLE_PER_ACCOUNT: [
    ['4/1m', '4/1m'],
    ['100/1h', '100/1h'],
    ...rejected(/^must be from 4 to 100 failures and the cool-down/, '3/1m|101/1m|100|5/1m, 9/1h'),
  ],
  LOGIN_THROTTLE_PER_SESSION: RATE,
  LOGIN_THROTTLE_TOKEN_REQUESTS: RATE,
  TLS_CERT_FILE: [['/etc/keyturn/cert.pem', '/etc/keyturn/cert.pem']],
  TLS_KEY_FILE: [['/etc/keyturn/key.pem', '/etc/keyturn/key.pem']],
  HTTP_REDIRECT_PORT: PORT,
  CORS_ORIGINS: [
    ['https://*.example.org', ['https://*.example.org']],
    ['https://a.example,,http://localhost:5173,', ['https://a.example', 'http://localhost:5173']],
    ['*', /^entry 1 is \*/],
    ['https://a.example, https://b.example/, null', /^entry 2 is not written.*; entry 3 is null/],
    ['https://a.example https://b.example', /^entry 1 is not an origin/],
  ],
  CORS_HEADERS: [
    ['X-Tenant, x-locale,x-tenant', ['x-tenant', 'x-locale']],
    ['*', /^has \*/],
    ['x-tenant x-locale', /^must be header names/],
    ['x-tenant: a', /^must be header names/],
    ['Cookie', /^has a header that pages cannot set/],
    ['Sec-Fetch-Site', /^has a header that pages cannot set/],
  ],
  PUBLIC_URL: [
    ['https://auth.example.org', 'https://auth.example.org'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['https://192.0.2.1', 'https://192.0.2.1'],
    ['https://[2001:db8::1]:8443', 'https://[2001:db8::1]:8443'],
    ['https://auth.example.org:65535', 'https://auth.example.org:65535'],
    ...rejected(
      /^must be the origin of one host/,
      '*|https://*|https://*.example.org|https://auth.example.org.|https://a..example|https://a_.example./|https://a(b)|https://-a.example|auth.example.org|https://auth.example.org/|https://Auth.example.org|https://auth.example.org:443|https://auth.example.org:0|https://auth.example.org:08443|https://auth.example.org:65536|https://u:p@a.example|ftp://a.example|https://|//a.example|https://a.example/auth',
    ),
  ],
  ALLOWED_HOSTS: [
    ['auth.example.org, .example.net', ['auth.example.org', '.example.net']],
    ...rejected(
      /^entry 1 /,
      '*|*.example.org|https://a.example|a.example:443|192.0.2.1|A.example|a b',
    ),
  ],
  REQUIRE_TLS: BOOLEAN,
  HSTS_MAX_AGE: [
    ['0s', 0],
    ['2d', 172_800],
    ...rejected(/^needs a whole number and a unit/, '31536000|max-age=1|1y|-1s|3651d'),
  ],
  TRUST_PROXY: [
    ['0', undefined],
    ['1', 1],
    ['loopback', ['127.0.0.0/8', '::1']],
    ['10.1.2.3/8', ['10.1.2.3/8']],
    ['fc00::/7, fe80::/10', ['fc00::/7', 'fe80::/10']],
    ['2001:db8::/32,64:ff9b::/96', ['2001:db8::/32', '64:ff9b::/96']],
    ['uniquelocal', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
    ...rejected(NO_PROXIES, 'true|false|*|all|10|-1|Loopback|proxy.internal|[::1]'),
    ...rejected(NO_PROXIES, '0.0.0.0/0|0.0.0.0/1|::/0|::/1|::ffff:0:0/96|10.0.0.0/33'),
    ...rejected(NO_PROXIES, '::/8|::/80|0:0:0:0:0:ffff:0:0/96|0::ffff:a00:1|::FFFF:10.0.0.1'),
    ...rejected(NO_PROXIES, '2000::/3|2001:db8::/7|2001:db8::/15|2001:db8::/129|fc00::/6'),
    ...rejected(NO_PROXIES, '10.0.0.0/255.0.0.0|10.0.0.0/08|10.0.0.0/8/8|10.*|10.0.0.1:80'),
  ],
  PROXY_HEADER: [
    ['forwarded', 'forwarded'],
    ['x-forwarded-for', 'x-forwarded-for'],
    ...rejected(
      /^must be x-forwarded-for or forwarded\.$/,
      'X-Forwarded-For|x-real-ip|cf-connecting-ip|true',
    ),
  ],
  BODY_LIMIT: [
    ['64KiB', 65_536],
    ...rejected(
      /^needs a whole number and a unit \(KiB or MiB\)/,
      '64KB|64kb|64kib|1m|1M|1MB|1GB|65536|64 KiB|0KiB|17MiB|1.5MiB',
    ),
  ],
  EXPLORER: BOOLEAN,
  KEEP_ALIVE_TIMEOUT: duration(
    /from 1s to 24h/,
    ['620s', 620_000],
    ['24h', 86_400_000],
    ['0s', /from 1s/],
    ['25h', /to 24h/],
  ),
  MAX_CONNECTIONS: rejected(
    /^must be a whole number from 1 to 100000\.$/,
    '0|10.0|0x0a|+10|1e3|010|unlimited|100001',
  ),
  METRICS_PORT: PORT,
  METRICS_HOST: HOST,
  PRUNE_INTERVAL: duration(/from 0s to 24d/, ['0s', 0], ['25d', /to 24d/]),
  PRUNE_AFTER: duration(/from 0s to 3650d/, ['0s', 0]),
  AUDIT_RETENTION: duration(/from 0s to 3650d/, ['0s', 0], ['90d', 7_776_000_000]),
  EVENTS_WEBHOOK_URL: [
    ['https://siem.example.org/a?b=c', new URL('https://siem.example.org/a?b=c')],
    ['http://[::1]:8080', new URL('http://[::1]:8080/')],
    ...rejected(/^must be a URL/, 'siem.example.org|//siem.example.org|ftp://siem.example.org|/a'),
    ['https://user:pw@siem.example.org', /^has a user name or a password/],
    ['https://siem.example.org/#a', /^has a fragment/],
  ],
  EVENTS_WEBHOOK_SECRET: [
    [WEBHOOK_SECRET, [Buffer.from(WEBHOOK_SECRET.slice(6), 'base64')]],
    ...rejected(/^needs whsec_ and 24 to 64 random bytes/, `whsec_|whsec_c2hvcnQ=|${SECRET}`),
    [`${WEBHOOK_SECRET} ${WEBHOOK_SECRET}`, /^has the same secret twice/],
  ],
  EVENTS_WEBHOOK_TYPES: [
    ['user_created', { types: ['user_created'], hasWarnings: false }],
    ['warning', { types: [], hasWarnings: true }],
    ...rejected(/^must be all, warning, user, or names of events/, '*|users|authn_token_created'),
  ],
  EVENTS_WEBHOOK_ALLOW_PRIVATE: BOOLEAN,
  SHUTDOWN_DELAY: duration(/from 0s to 1h/, ['2s', 2_000], ['2h', /to 1h/]),
  SHUTDOWN_TIMEOUT: duration(/from 1s to 3h/, ['1m', 60_000], ['0s', /from 1s/]),
};

it('FORMS contains every variable', () => {
  expect(Object.keys(FORMS)).toEqual(VARIABLES.map(({ name }) => name));
});

const rows = Object.entries(FORMS).flatMap(([name, forms]) =>
  [...forms, ...STRAY].map(([text, meaning]) => [name, text, meaning] as const),
);

describe('readConfiguration', () => {
  it.each(rows)('reads %s=%j as other programs do or rejects it: %p', (name, text, meaning) => {
    const { readings, problems } = readConfiguration({ [name]: text });
    const reading = readings.find(({ variable }) => variable.name === name);
    if (!(meaning instanceof RegExp)) {
      expect([reading?.value, reading?.problems]).toEqual([meaning, []]);
      return;
    }
    expect(reading?.problems).toHaveLength(1);
    expect(reading?.problems[0]).toMatch(new RegExp(`^${name} `));
    expect(reading?.problems[0]?.slice(name.length + 1)).toMatch(meaning);
    expect(problems).toContain(reading?.problems[0]);
  });
});

describe('readConfiguration', () => {
  const problemsOf = (variables: Record<string, string>) => readConfiguration(variables).problems;

  it.each([
    [{ ACCESS_TOKEN_LIFETIME: '24h', REFRESH_TOKEN_LIFETIME: '24h', SESSION_LIFETIME: '24h' }],
    [{ REFRESH_TOKEN_LIFETIME: '60d', SESSION_LIFETIME: '90d' }],
  ])('accepts lifetimes that are equal or in order: %j', (variables) => {
    expect(problemsOf(variables)).toEqual([]);
  });

  it.each([
    [
      { ACCESS_TOKEN_LIFETIME: '60d' },
      [
        'ACCESS_TOKEN_LIFETIME (60d) is longer than REFRESH_TOKEN_LIFETIME (24h). Set ACCESS_TOKEN_LIFETIME to at most 24h, or REFRESH_TOKEN_LIFETIME to at least 60d.',
        'ACCESS_TOKEN_LIFETIME (60d) is longer than SESSION_LIFETIME (30d). Set ACCESS_TOKEN_LIFETIME to at most 30d, or SESSION_LIFETIME to at least 60d.',
      ],
    ],
    [
      { REFRESH_TOKEN_LIFETIME: '60d', REFRESH_TOKEN_ROTATION: 'none', ACCESS_TOKEN_CHECK: 'signature' }, // prettier-ignore
      [
        'REFRESH_TOKEN_LIFETIME (60d) is longer than SESSION_LIFETIME (30d). Set REFRESH_TOKEN_LIFETIME to at most 30d, or SESSION_LIFETIME to at least 60d.',
      ],
    ],
  ])('rejects lifetimes that are out of order: %j', (variables, problems) => {
    expect(problemsOf(variables as Record<string, string>)).toEqual(problems);
  });

  it('does not compare lifetimes when one of them is invalid', () => {
    expect(problemsOf({ REFRESH_TOKEN_LIFETIME: '60' })).toEqual([
      expect.stringMatching(/^REFRESH_TOKEN_LIFETIME needs a whole number/),
    ]);
  });
});

it('readConfiguration warns of CORS_HEADERS without CORS_ORIGINS', () => {
  const warningsOf = (variables: Record<string, string>) => readConfiguration(variables).warnings;
  expect(warningsOf({ CORS_HEADERS: 'x-tenant' })).toEqual([
    'CORS_HEADERS has no effect without CORS_ORIGINS. Set CORS_ORIGINS, or remove it.',
  ]);
  expect(warningsOf({ CORS_HEADERS: 'x-tenant', CORS_ORIGINS: 'https://a.example' })).toEqual([]);
});
