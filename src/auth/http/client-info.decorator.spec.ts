import { describe, expect, it } from '@jest/globals';
import { UNKNOWN_CLIENT } from '../domain/session.js';
import { clientOf, headerText } from './client-info.decorator.js';
import { requestIdOf } from '../domain/request-id.js';

const clientFrom = (request: object) => clientOf({ headers: {}, ...request });

describe('clientOf', () => {
  it('keeps the ID of the request, which is not a member of the client', () => {
    const client = clientFrom({ id: 'request-7', ip: '192.0.2.1' });
    expect(requestIdOf(client)).toBe('request-7');
    expect(client).toEqual({ ip: '192.0.2.1', userAgent: null });
  });

  it.each([[{}], [{ id: undefined }], [{ id: 7 }]])(
    'keeps no ID of a request whose ID is not a string: %j',
    (request) => {
      expect(requestIdOf(clientFrom(request))).toBeUndefined();
    },
  );

  it('returns the address and the agent of the request', () => {
    const headers = { 'user-agent': 'laptop' };
    expect(clientFrom({ ip: '192.0.2.1', headers })).toEqual({
      ip: '192.0.2.1',
      userAgent: 'laptop',
    });
  });

  it('returns an unknown client for a request without either', () => {
    expect(clientFrom({})).toEqual(UNKNOWN_CLIENT);
  });

  it('shortens the agent to 255 characters', () => {
    const headers = { 'user-agent': 'x'.repeat(256) };
    expect(clientFrom({ headers }).userAgent).toBe('x'.repeat(255));
  });
});

describe('headerText', () => {
  it.each([
    ['ASCII', 'curl/8', 'curl/8'],
    ['UTF-8', Buffer.from('Zoë \u{1f511}').toString('latin1'), 'Zoë \u{1f511}'],
    ['Latin-1', 'Zoë', 'Zoë'],
    ['a text with characters beyond Latin-1', 'Zoë \u{1f511}', 'Zoë \u{1f511}'],
  ])('decodes %s', (_, value, text) => {
    expect(headerText(value)).toBe(text);
  });
});
