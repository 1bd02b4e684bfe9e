import { describe, expect, it } from '@jest/globals';
import { didYouMean, editDistance } from './did-you-mean.js';
import { NAMES } from './variables.js';

describe('didYouMean', () => {
  it.each([
    ['JWT_SECERT', 'JWT_SECRET'],
    ['JWT_SECRETS', 'JWT_SECRET'],
    ['JWTSECRET', 'JWT_SECRET'],
    ['jwt_secret', 'JWT_SECRET'],
    ['JWT_SECRET_FIEL', 'JWT_SECRET_FILE'],
    ['JWT_SECRET_PREVOUS', 'JWT_SECRET_PREVIOUS'],
    ['ACCES_TOKEN_LIFETIME', 'ACCESS_TOKEN_LIFETIME'],
    ['ACCESS_TOKEN_LIFE_TIME', 'ACCESS_TOKEN_LIFETIME'],
    ['REFRESH_TOKENS_LIFETIMES', 'REFRESH_TOKEN_LIFETIME'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URL_FILES', 'DATABASE_URL_FILE'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['TRUST_PROXI', 'TRUST_PROXY'],
    ['NODE_EVN', 'NODE_ENV'],
    ['EXPLORERS', 'EXPLORER'],
  ])('corrects %s to %s', (name, meant) => {
    expect(didYouMean(name, NAMES)).toBe(meant);
  });

  it.each([
    ...[
      'PATH',
      'HOME',
      'HOSTNAME',
      'HOSTS',
      'GHOST',
      'HOST_IP',
      'PORTS',
      'SPORT',
      'PORT_1',
      'POST',
    ],
    ...['host', 'port', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NODE_PATH', 'NODE_VERSION'],
    ...['DATABASE', 'DATABASE_NAME', 'DATABASE_HOST', 'REDIS_URL', 'TEST_PG_URL', 'PGDATABASE'],
    ...['JWT_ISSUER', 'JWT_SECRET_KEY', 'APP_SECRET', 'TOKEN_LIFETIME', 'HTTP_PROXY', 'NO_PROXY'],
    ...['LOGNAME', 'SESSION', 'LOGIN_SHELL', 'EXPLODE', 'EDITOR', 'BODY', ''],
    'npm_config_user_agent',
  ])('returns undefined for the unrelated name %j', (name) => {
    expect(didYouMean(name, NAMES)).toBeUndefined();
  });

  it.each(NAMES)('returns undefined for the known name %s', (name) => {
    expect(didYouMean(name, NAMES)).toBeUndefined();
  });
});

describe('editDistance', () => {
  it.each([
    ['SAME', 'SAME', 0],
    ['SAM', 'SAME', 1],
    ['SAMEY', 'SAME', 1],
    ['LAME', 'SAME', 1],
    ['SMAE', 'SAME', 1],
    ['ASEM', 'SAME', 2],
    ['', 'SAME', 4],
    ['SAME', '', 4],
    ['OTHER', 'WORD', 5],
  ])('returns for %j and %j the distance %d', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});
