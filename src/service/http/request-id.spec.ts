import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { requestIdMaker } from './request-id.js';

const MADE = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const GIVEN = '01890a5d-ac96-774b-bcce-b302099a8057';

const request = (id: string | string[] | undefined, remoteAddress: string | undefined) =>
  ({ headers: { 'x-request-id': id }, socket: { remoteAddress } }) as unknown as IncomingMessage;

describe('the id of a request', () => {
  it.each([GIVEN, 'a'.repeat(8), '0'.repeat(64), 'A_b-9_ZZ'])(
    'is what a trusted proxy says: %s',
    (id) => {
      expect(requestIdMaker(1)(request(id, '10.0.0.1'))).toBe(id);
    },
  );

  it.each<[string, string | string[] | undefined]>([
    ['says nothing', undefined],
    ['says too little', 'a'.repeat(7)],
    ['says too much', 'a'.repeat(65)],
    ['sends a token', 'eyJhbGciOi.eyJ0b2tlbl.c2lnbmF0'],
    ['sends a line break', 'abcdefgh\nijkl'],
    ['sends a line break at the end', 'abcdefgh\n'],
    ['sends two', [GIVEN, GIVEN]],
  ])('is made when the proxy %s', (_, id) => {
    expect(requestIdMaker(1)(request(id, '10.0.0.1'))).toMatch(MADE);
  });

  it('is made when the proxy is not trusted, and is never the same', () => {
    const make = requestIdMaker(['10.0.0.0/8']);
    const ids = [1, 2].map(() => make(request(GIVEN, '192.0.2.1')));
    expect(ids).toEqual([expect.stringMatching(MADE), expect.stringMatching(MADE)]);
    expect(new Set([...ids, GIVEN]).size).toBe(3);
  });
});
