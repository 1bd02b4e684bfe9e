import { KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { AuthModuleOptions } from './auth.options.js';
import { resolveAuthSettings } from './auth.settings.js';
import { AuthOptionsError } from './option-problems.js';

const PREDICTABLE =
  'is predictable: it consists of repeats, sequences, keyboard patterns, words, dates or a UUID that is not random';
const secret = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';
const previousSecret = 'Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0Aa';
const MAKE_ONE = `Generate one with: node -p "crypto.randomBytes(48).toString('base64url')"`;

/** Options that no compiler has checked: from JavaScript, or from a file. */
type Written = Partial<Record<keyof AuthModuleOptions, unknown>>;

function problemsOf(options: Written): readonly string[] {
  try {
    resolveAuthSettings(options as AuthModuleOptions);
    return [];
  } catch (error) {
    if (error instanceof AuthOptionsError) return error.problems;
    throw error;
  }
}

describe('resolveAuthSettings', () => {
  it('applies a default for every option except the secret', () => {
    expect(resolveAuthSettings({ secret })).toEqual({
      keys: {
        algorithm: 'HS256',
        secret: expect.any(KeyObject),
        previousSecret: undefined,
        keys: [],
        directory: undefined,
      },
      derivationKey: expect.any(KeyObject),
      accessTokenTyp: 'JWT',
      clientId: undefined,
      accessTokenSeconds: 300,
      refreshTokenSeconds: 86_400,
      sessionSeconds: 2_592_000,
      maxSessionsPerUser: undefined,
      rotation: 'single-use',
      reuseIntervalMs: 0,
      accessTokenCheck: 'session',
      clockToleranceMs: 60_000,
      issuer: undefined,
      audience: undefined,
      refreshTokenTransport: 'body',
      accessTokenTransport: 'header',
      cookieSameSite: 'strict',
      cookieDomain: undefined,
      isAllowedOrigin: expect.any(Function),
      publicUrl: undefined,
      checkClaims: [],
      passwordHash: undefined,
      passwordMinLength: 15,
      loginLimits: {
        perAccountAndAddress: [
          { limit: 5, seconds: 60 },
          { limit: 10, seconds: 900 },
          { limit: 20, seconds: 86_400 },
        ],
        perAddress: [
          { limit: 100, seconds: 900 },
          { limit: 500, seconds: 86_400 },
        ],
        perAccount: { limit: 100, seconds: 60 },
        refreshesPerSession: { limit: 600, seconds: 60 },
        tokenRequestsPerAddress: { limit: 6000, seconds: 60 },
      },
      loginRules: { usernameCase: 'sensitive', loginFields: ['username'] },
    });
  });

  it('converts durations to seconds or milliseconds and keeps the other options', () => {
    const options: AuthModuleOptions = {
      secret,
      accessTokenLifetime: '90s',
      refreshTokenLifetime: '2h',
      sessionLifetime: '7d',
      rotation: 'none',
      reuseInterval: '10s',
      accessTokenCheck: 'signature',
      clockTolerance: '0s',
      issuer: 'https://id.example.org',
      audience: 'api',
    };
    expect(resolveAuthSettings(options)).toMatchObject({
      accessTokenSeconds: 90,
      refreshTokenSeconds: 7200,
      sessionSeconds: 604_800,
      rotation: 'none',
      reuseIntervalMs: 10_000,
      accessTokenCheck: 'signature',
      clockToleranceMs: 0,
      issuer: 'https://id.example.org',
      audience: 'api',
    });
  });

  it('accepts a lifetime of ten years', () => {
    expect(resolveAuthSettings({ secret, sessionLifetime: '3650d' }).sessionSeconds).toBe(
      315_360_000,
    );
  });

  it('returns each secret as a KeyObject, which JSON does not contain', () => {
    const settings = resolveAuthSettings({ secret, previousSecret });
    expect(settings.keys.secret?.export().toString()).toBe(secret);
    expect(settings.keys.previousSecret?.export().toString()).toBe(previousSecret);
    expect(JSON.stringify(settings)).not.toContain(secret);
    expect(JSON.stringify(settings)).not.toContain(previousSecret);
  });

  it('freezes the settings', () => {
    const settings = resolveAuthSettings({ secret });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(() => Object.assign(settings, { accessTokenCheck: 'signature' })).toThrow(TypeError);
  });
});

describe('resolveAuthSettings with invalid options', () => {
  const duration = (name: string, value: string, min: string, max: string) =>
    `${name} is '${value}'. Write a whole number and a unit (s, m, h or d), such as '5m', ` +
    `from '${min}' to ${max}.`;

  const REUSE =
    "'60s': a thief who sends a consumed token within it gets new tokens and is not detected";
  const CLOCKS =
    "'5m': clocks that differ by more must be synchronized, or tokens from the future are accepted";

  const TEN_YEARS = "'3650d'";

  it.each<[keyof AuthModuleOptions, string, string, string]>([
    ['accessTokenLifetime', '0s', '1s', TEN_YEARS],
    ['refreshTokenLifetime', '3600', '1s', TEN_YEARS],
    ['sessionLifetime', '3651d', '1s', TEN_YEARS],
    ['reuseInterval', '-1s', '0s', REUSE],
    ['reuseInterval', '61s', '0s', REUSE],
    ['reuseInterval', '3650d', '0s', REUSE],
    ['clockTolerance', '', '0s', CLOCKS],
    ['clockTolerance', '301s', '0s', CLOCKS],
  ])('rejects the duration %s: %j', (name, value, min, max) => {
    expect(problemsOf({ secret, [name]: value })).toEqual([duration(name, value, min, max)]);
  });

  it('rejects a lifetime that is longer than the lifetime that contains it', () => {
    expect(problemsOf({ secret, accessTokenLifetime: '60d' })).toEqual([
      'accessTokenLifetime (60d) is longer than refreshTokenLifetime (24h). Set accessTokenLifetime to at most 24h, or refreshTokenLifetime to at least 60d.',
      'accessTokenLifetime (60d) is longer than sessionLifetime (30d). Set accessTokenLifetime to at most 30d, or sessionLifetime to at least 60d.',
    ]);
    const modes = { rotation: 'none', accessTokenCheck: 'signature' } as const;
    expect(problemsOf({ secret, ...modes, refreshTokenLifetime: '60d' })).toHaveLength(1);
    const equal = { accessTokenLifetime: '1h', refreshTokenLifetime: '1h', sessionLifetime: '1h' };
    expect(problemsOf({ secret, ...modes, ...equal })).toEqual([]);
  });

  it.each<[keyof AuthModuleOptions, string, string]>([
    ['rotation', 'always', "Write 'single-use' or 'none'."],
    ['accessTokenCheck', 'none', "Write 'session' or 'signature'."],
  ])('rejects the value %s: %j', (name, value, remedy) => {
    expect(problemsOf({ secret, [name]: value })).toEqual([`${name} is '${value}'. ${remedy}`]);
  });

  it.each<[string, Written, string]>([
    ['missing', {}, 'is missing'],
    ['empty', { secret: '' }, 'is missing'],
    ['short', { secret: secret.slice(1) }, 'is too short: 31 bytes, at least 32 are required'],
    ['a list of one', { secret: [secret] as unknown }, 'is not a string'],
    ['well-known', { secret: 'a'.repeat(32) }, 'is publicly known or easy to guess'],
    ['predictable', { secret: '00000000-0000-0000-0000-000000000000' }, PREDICTABLE],
    [
      'decoded from bytes that are not UTF-8',
      { secret: `${secret}${Buffer.from([255]).toString()}` },
      'is not UTF-8 text: some of its bytes were replaced when it was decoded',
    ],
  ])('rejects a secret that is %s, without the secret in the message', (_, options, problem) => {
    expect(problemsOf(options)).toEqual([`secret ${problem}. ${MAKE_ONE}`]);
  });

  it.each([
    ['empty', '', 'is missing'],
    ['short', previousSecret.slice(1), 'is too short: 31 bytes, at least 32 are required'],
    ['well-known', 'a'.repeat(32), 'is publicly known or easy to guess'],
    ['predictable', 'qwertyuiopasdfghjklzxcvbnm123456', PREDICTABLE],
    ['the same as secret', secret, 'is the same as secret'],
  ])('rejects a previous secret that is %s, without it in the message', (_, previous, problem) => {
    expect(problemsOf({ secret, previousSecret: previous })).toEqual([
      `previousSecret ${problem}. Write the secret that was used before, or leave it out.`,
    ]);
  });

  it.each<[string, Partial<AuthModuleOptions>, object | undefined]>([
    ['nothing when both are left out', {}, undefined],
    ['two passes', { passwordHashMemory: '64MiB' }, { memoryKiB: 65_536, passes: 2 }],
    ['19 MiB', { passwordHashPasses: 3 }, { memoryKiB: 19_456, passes: 3 }],
    ['the highest cost', { passwordHashMemory: '256MiB', passwordHashPasses: 4 }, { memoryKiB: 262_144, passes: 4 }], // prettier-ignore
  ])('reads the cost of password hashes: %s', (_, options, expected) => {
    expect(resolveAuthSettings({ secret, ...options }).passwordHash).toEqual(expected);
  });

  it.each<[Written, string]>([
    [{ passwordHashMemory: '18MiB' }, "passwordHashMemory is '18MiB'. It needs a whole number and the unit MiB, from 19MiB (the minimum of OWASP) to 256MiB."], // prettier-ignore
    [{ passwordHashMemory: '257MiB' }, "passwordHashMemory is '257MiB'. It needs a whole number and the unit MiB, from 19MiB (the minimum of OWASP) to 256MiB."], // prettier-ignore
    [{ passwordHashMemory: 19_456 }, "passwordHashMemory is '19456'. It needs a whole number and the unit MiB, from 19MiB (the minimum of OWASP) to 256MiB."], // prettier-ignore
    [{ passwordHashPasses: 1 }, 'passwordHashPasses is 1. Write a whole number from 2 to 53, or leave it out.'], // prettier-ignore
    [{ passwordHashPasses: 54 }, 'passwordHashPasses is 54. Write a whole number from 2 to 53, or leave it out.'], // prettier-ignore
    [{ passwordHashPasses: '2' }, 'passwordHashPasses is 2. Write a whole number from 2 to 53, or leave it out.'], // prettier-ignore
    [{ passwordHashMemory: '256MiB', passwordHashPasses: 5 }, 'passwordHashMemory times passwordHashPasses is 1280 MiB. At most 1024 MiB are allowed, which take about a second of one core for each log-in. Reduce one of them.'], // prettier-ignore
  ])('rejects the cost of password hashes %j', (options, problem) => {
    expect(problemsOf({ secret, ...options })).toEqual([problem]);
  });

  it('reports all problems at once, the secret first', () => {
    const options = { rotation: 'always', clockTolerance: '1', sessionLifetime: '30' };
    const problems = problemsOf(options);
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'secret',
      'sessionLifetime',
      'rotation',
      'clockTolerance',
    ]);
    expect(String(new AuthOptionsError(problems))).toBe(
      [
        'AuthOptionsError: AuthModule cannot start:',
        ...problems.map((problem) => `- ${problem}`),
      ].join('\n'),
    );
  });
});
