import {
  ALICE,
  BAD_HEADER,
  bearer,
  HEADERS_TOO_LARGE,
  INVALID,
  NO_CREDENTIALS,
} from '../responses.js';
import { ME, me, send } from '../requests.js';
import { about, differing, row, type ContractCase, type WireRequest } from '../contract-case.js';
import { withAccess } from '../fixture.js';

/** A header around a good access token. */
const around = (header: (token: string) => string | string[]) =>
  withAccess((token) => me(header(token)));

const REFUSED = bearer(INVALID);
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

const ACCEPTED: [name: string, header: (token: string) => string][] = [
  ['one space', (token) => `Bearer ${token}`],
  ['several spaces', (token) => `Bearer    ${token}`],
  ['a tab', (token) => `Bearer\t${token}`],
  ['white space outside', (token) => `  Bearer ${token}  `],
];

const NOT_BEARER: [name: string, header: (token: string) => string][] = [
  ['an empty header', () => ''],
  ['spaces', () => '   '],
  ['the token alone', (token) => token],
  ['Token', (token) => `Token ${token}`],
  ['JWT', (token) => `JWT ${token}`],
  ['Basic', () => 'Basic YWxpY2U6eA=='],
  ['Bearer:', (token) => `Bearer: ${token}`],
  ['Bearertoken', (token) => `Bearer${token}`],
  ['Bearer in quotes', (token) => `"Bearer" ${token}`],
  ['a scheme beyond ASCII', (token) => `Bëarer ${token}`],
];

const ELSEWHERE: [name: string, request: (token: string) => WireRequest][] = [
  ['in a cookie', (token) => send('GET', ME, undefined, { Cookie: `access=${token}` })],
  ['in the query', (token) => send('GET', `${ME}?access_token=${token}`)],
  ['in X-Access-Token', (token) => send('GET', ME, undefined, { 'X-Access-Token': token })],
];

const BAD_TOKENS: [name: string, header: string][] = [
  ['garbage', 'Bearer garbage'],
  ['latin-1', 'Bearer gärbage'],
  ['UTF-8', `Bearer ${utf8('gärbage')}`],
  ['dots', 'Bearer ..'],
  ['a quote', 'Bearer "'],
  ['a percent sign', 'Bearer %00'],
];

export const BEARER: ContractCase[] = [
  ...about(
    'a bearer token',
    ...ACCEPTED.map(([name, header]) => row(`after ${name} is taken`, around(header), ALICE)),
    ...ELSEWHERE.map(([name, use]) => row(`${name} is not seen`, withAccess(use), NO_CREDENTIALS)),
    ...BAD_TOKENS.map(([name, token]) => row(`that is ${name} is refused`, me(token), REFUSED)),
    row('with a space inside is two', me('Bearer a b'), BAD_HEADER),
    row(
      'that is good, with a word after it, is two',
      around((token) => `Bearer ${token} x`),
      BAD_HEADER,
    ),
    row('that is missing is none', me('Bearer'), BAD_HEADER),
    row('that is a space is none', me('Bearer '), BAD_HEADER),
    differing(
      'other servers',
      row('of 9 kB is refused', me(`Bearer ${'x'.repeat(9000)}`), REFUSED),
      row('of 20 kB is too large', me(`Bearer ${'x'.repeat(20_000)}`), HEADERS_TOO_LARGE),
    ),
  ),
  ...about(
    'the scheme',
    ...NOT_BEARER.map(([name, header]) =>
      row(`of ${name} is not ours`, around(header), NO_CREDENTIALS),
    ),
    differing(
      'any case of Bearer',
      ...['bearer', 'BEARER', 'bEARER'].map((scheme) =>
        row(
          `${scheme} is Bearer`,
          around((token) => `${scheme} ${token}`),
          ALICE,
        ),
      ),
      row('bearer makes a bad token bad', me('bearer garbage'), REFUSED),
      row('bearer alone is no token', me('bearer'), BAD_HEADER),
    ),
  ),
  ...about(
    'of two Authorization headers',
    differing(
      'other servers',
      row(
        'the first counts',
        around((token) => [`Bearer ${token}`, 'Bearer x']),
        ALICE,
      ),
      row(
        'the first counts if it is bad',
        around((token) => ['Bearer x', `Bearer ${token}`]),
        REFUSED,
      ),
    ),
  ),
];
