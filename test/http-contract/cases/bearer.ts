import * as responses from '../responses.js';
import { ME, me, send } from '../requests.js';
import {
  about,
  type ContractCase,
  type ContractResponse,
  differing,
  type Row,
} from '../contract-case.js';
import { withAccess } from '../fixture.js';

const { ALICE, BAD_HEADER, HEADERS_TOO_LARGE, NO_CREDENTIALS } = responses;
const INVALID = responses.bearer(responses.INVALID);

/** Returns a row for each header. TOKEN is replaced by a valid access token. */
const each = (response: ContractResponse, ...headers: string[]): Row[] =>
  headers.map((header) => {
    const request = withAccess((token) => me(header.replace('TOKEN', token)));
    return [JSON.stringify(header), request, response];
  });

const LATIN_1 = 'Bearer gärbage';
const UTF_8 = Buffer.from(LATIN_1).toString('latin1');

export const BEARER: ContractCase[] = [
  ...about(
    'authenticates with Authorization:',
    ...each(ALICE, 'Bearer TOKEN', 'Bearer    TOKEN', 'Bearer\tTOKEN', '  Bearer TOKEN  '),
    ...differing(
      'any case of Bearer',
      ...each(ALICE, 'bearer TOKEN', 'BEARER TOKEN', 'bEARER TOKEN'),
    ),
  ),
  ...about(
    'ignores Authorization:',
    ...each(NO_CREDENTIALS, '', '   ', 'TOKEN', 'Token TOKEN', 'JWT TOKEN', 'Basic YWxpY2U6eA=='),
    ...each(NO_CREDENTIALS, 'Bearer: TOKEN', 'BearerTOKEN', '"Bearer" TOKEN', 'Bëarer TOKEN'),
  ),
  ...about(
    'rejects Authorization:',
    ...each(INVALID, 'Bearer garbage', LATIN_1, UTF_8, 'Bearer ..', 'Bearer "', 'Bearer %00'),
    ...each(BAD_HEADER, 'Bearer a b', 'Bearer TOKEN x', 'Bearer', 'Bearer '),
    ...differing(
      'any case of Bearer',
      ...each(INVALID, 'bearer garbage'),
      ...each(BAD_HEADER, 'bearer'),
    ),
    ...differing(
      'other servers',
      ['9 kB as invalid', me(`Bearer ${'x'.repeat(9000)}`), INVALID],
      ['20 kB as too large', me(`Bearer ${'x'.repeat(20_000)}`), HEADERS_TOO_LARGE],
    ),
  ),
  ...about(
    'reads only the first of two Authorization headers,',
    ...differing(
      'other servers',
      ['which is valid', withAccess((token) => me([`Bearer ${token}`, 'Bearer x'])), ALICE],
      ['which is invalid', withAccess((token) => me(['Bearer x', `Bearer ${token}`])), INVALID],
    ),
  ),
  ...about(
    'ignores an access token',
    ['in a cookie', withAccess((token) => send('GET', ME, undefined, { Cookie: `access=${token}` })), NO_CREDENTIALS], // prettier-ignore
    ['in the query', withAccess((token) => send('GET', `${ME}?access_token=${token}`)), NO_CREDENTIALS], // prettier-ignore
    ['in X-Access-Token', withAccess((token) => send('GET', ME, undefined, { 'X-Access-Token': token })), NO_CREDENTIALS], // prettier-ignore
  ),
];
