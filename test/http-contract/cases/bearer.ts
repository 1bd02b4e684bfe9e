import {
  ALICE,
  BAD_HEADER,
  bearer,
  HEADERS_TOO_LARGE,
  INVALID,
  NO_CREDENTIALS,
} from '../responses.js';
import { ME, me, send } from '../requests.js';
import { about, differing, row, type ContractCase, type HttpRequest } from '../contract-case.js';
import { withAccess } from '../fixture.js';

/** Returns a request whose header contains a valid access token. */
const withHeader = (header: (token: string) => string | string[]) =>
  withAccess((token) => me(header(token)));

const REFUSED = bearer(INVALID);
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

const ACCEPTED: [name: string, header: (token: string) => string][] = [
  ['one space after the scheme', (token) => `Bearer ${token}`],
  ['several spaces after the scheme', (token) => `Bearer    ${token}`],
  ['a tab after the scheme', (token) => `Bearer\t${token}`],
  ['white space around the header', (token) => `  Bearer ${token}  `],
];

const NOT_BEARER: [name: string, header: (token: string) => string][] = [
  ['empty', () => ''],
  ['only spaces', () => '   '],
  ['a token without a scheme', (token) => token],
  ['the scheme Token', (token) => `Token ${token}`],
  ['the scheme JWT', (token) => `JWT ${token}`],
  ['the scheme Basic', () => 'Basic YWxpY2U6eA=='],
  ['the scheme Bearer:', (token) => `Bearer: ${token}`],
  ['the scheme Bearertoken', (token) => `Bearer${token}`],
  ['the scheme Bearer in quotes', (token) => `"Bearer" ${token}`],
  ['a scheme beyond ASCII', (token) => `Bëarer ${token}`],
];

const OTHER_PLACES: [name: string, request: (token: string) => HttpRequest][] = [
  ['in a cookie', (token) => send('GET', ME, undefined, { Cookie: `access=${token}` })],
  ['in the query', (token) => send('GET', `${ME}?access_token=${token}`)],
  ['in X-Access-Token', (token) => send('GET', ME, undefined, { 'X-Access-Token': token })],
];

const BAD_TOKENS: [name: string, header: string][] = [
  ['garbage', 'Bearer garbage'],
  ['Latin-1 text', 'Bearer gärbage'],
  ['UTF-8 text', `Bearer ${utf8('gärbage')}`],
  ['dots', 'Bearer ..'],
  ['a quote', 'Bearer "'],
  ['a percent sign', 'Bearer %00'],
];

export const BEARER: ContractCase[] = [
  ...about(
    'a bearer token',
    ...ACCEPTED.map(([name, header]) => row(`is accepted with ${name}`, withHeader(header), ALICE)),
    ...OTHER_PLACES.map(([name, use]) =>
      row(`is ignored ${name}`, withAccess(use), NO_CREDENTIALS),
    ),
    ...BAD_TOKENS.map(([name, token]) => row(`is rejected when it is ${name}`, me(token), REFUSED)),
    row('is rejected with a space inside', me('Bearer a b'), BAD_HEADER),
    row(
      'is rejected with a word after it',
      withHeader((token) => `Bearer ${token} x`),
      BAD_HEADER,
    ),
    row('is rejected when it is missing', me('Bearer'), BAD_HEADER),
    row('is rejected when it is a space', me('Bearer '), BAD_HEADER),
    differing(
      'other servers',
      row('is rejected as invalid with 9 kB', me(`Bearer ${'x'.repeat(9000)}`), REFUSED),
      row(
        'is rejected as too large with 20 kB',
        me(`Bearer ${'x'.repeat(20_000)}`),
        HEADERS_TOO_LARGE,
      ),
    ),
  ),
  ...about(
    'an Authorization header',
    ...NOT_BEARER.map(([name, header]) =>
      row(`is ignored: ${name}`, withHeader(header), NO_CREDENTIALS),
    ),
    differing(
      'any case of Bearer',
      ...['bearer', 'BEARER', 'bEARER'].map((scheme) =>
        row(
          `is accepted with the scheme ${scheme}`,
          withHeader((token) => `${scheme} ${token}`),
          ALICE,
        ),
      ),
      row('is rejected with the scheme bearer and an invalid token', me('bearer garbage'), REFUSED),
      row('is rejected with the scheme bearer and no token', me('bearer'), BAD_HEADER),
    ),
  ),
  ...about(
    'of two Authorization headers',
    differing(
      'other servers',
      row(
        'only the first is read',
        withHeader((token) => [`Bearer ${token}`, 'Bearer x']),
        ALICE,
      ),
      row(
        'only the first is read when it is invalid',
        withHeader((token) => ['Bearer x', `Bearer ${token}`]),
        REFUSED,
      ),
    ),
  ),
];
