import { describe, expect, it } from '@jest/globals';
import { idOf, requestIdOf, withRequestId } from './request-id.js';
import { UNKNOWN_CLIENT } from './session.js';

const client = () => ({ ip: '192.0.2.1', userAgent: null });

describe('requestIdOf', () => {
  it('returns the ID of the client’s request, which is not a member of the client', () => {
    const identified = withRequestId(client(), { id: 'request-7' });
    expect(requestIdOf(identified)).toBe('request-7');
    expect(identified).toEqual(client());
  });

  it.each([[{}], [{ id: undefined }], [{ id: 7 }]])(
    'returns undefined for a request whose ID is not a string: %j',
    (request) => {
      expect(idOf(request)).toBeUndefined();
      expect(requestIdOf(withRequestId(client(), request))).toBeUndefined();
    },
  );

  it('returns undefined for a call without a request', () => {
    expect([requestIdOf(null), requestIdOf(UNKNOWN_CLIENT)]).toEqual([undefined, undefined]);
  });
});
