import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { requestIdMaker } from './request-id-maker.js';

const GENERATED = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const GIVEN = '01890a5d-ac96-774b-bcce-b302099a8057';

const request = (id: string | string[] | undefined, remoteAddress: string | undefined) =>
  ({ headers: { 'x-request-id': id }, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe('requestIdMaker', () => {
  it.each([GIVEN, 'a'.repeat(8), '0'.repeat(64), 'A_b-9_ZZ'])(
    'keeps the ID %s of a trusted proxy',
    (id) => {
      expect(requestIdMaker(1)(request(id, '10.0.0.1'))).toBe(id);
    },
  );

  it.each<[string, string | string[] | undefined]>([
    ['no ID', undefined],
    ['an ID that is too short', 'a'.repeat(7)],
    ['an ID that is too long', 'a'.repeat(65)],
    ['a token', 'eyJhbGciOi.eyJ0b2tlbl.c2lnbmF0'],
    ['a line break', 'abcdefgh\nijkl'],
    ['a line break at the end', 'abcdefgh\n'],
    ['two IDs', [GIVEN, GIVEN]],
  ])('generates an ID when the proxy sends %s', (_, id) => {
    expect(requestIdMaker(1)(request(id, '10.0.0.1'))).toMatch(GENERATED);
  });

  it('generates a unique ID when the proxy is not trusted', () => {
    const make = requestIdMaker(['10.0.0.0/8']);
    const ids = [1, 2].map(() => make(request(GIVEN, '192.0.2.1')));
    expect(ids).toEqual([expect.stringMatching(GENERATED), expect.stringMatching(GENERATED)]);
    expect(new Set([...ids, GIVEN]).size).toBe(3);
  });
});
