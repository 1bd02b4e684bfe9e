import { describe, expect, it } from '@jest/globals';
import { clientInfoOf } from './client-info.js';
import { type ClientInfo, UNKNOWN_CLIENT } from './session.js';

describe('clientInfoOf', () => {
  it.each<ClientInfo>([
    { ip: '192.0.2.1', userAgent: 'a browser' },
    { ip: null, userAgent: null },
    { userAgent: '\u{1f511}', ip: '::1' },
  ])('returns %p itself', (client) => {
    expect(clientInfoOf(client)).toBe(client);
  });

  it.each([null, undefined])('returns an unknown client for %s', (client) => {
    expect(clientInfoOf(client)).toBe(UNKNOWN_CLIENT);
  });

  it.each<[string, object, ClientInfo]>([
    ['undefined members', { ip: undefined, userAgent: undefined }, UNKNOWN_CLIENT],
    ['no members', {}, UNKNOWN_CLIENT],
    ['members of other types', { ip: 7, userAgent: ['a', 'b'] }, UNKNOWN_CLIENT],
    ['further members', { ip: 'a', userAgent: 'b', userId: 'eve', id: 'x' }, { ip: 'a', userAgent: 'b' }], // prettier-ignore
    ['texts that no database can store', { ip: '1\0', userAgent: 'a\0\ud800' }, { ip: '1\ufffd', userAgent: 'a\ufffd\ufffd' }], // prettier-ignore
  ])('copies the address and the agent of a client with %s', (_, client, expected) => {
    expect(clientInfoOf(client as ClientInfo)).toEqual(expected);
  });

  it('reads an address that is a getter of the prototype, as in an Express request', () => {
    const request = Object.create({ ip: '192.0.2.1' }) as ClientInfo;
    expect(clientInfoOf(request)).toEqual({ ip: '192.0.2.1', userAgent: null });
  });
});
