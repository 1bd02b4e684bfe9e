import { describe, expect, it } from '@jest/globals';
import { readIdempotencyKey } from './idempotency-key.js';

describe('the header Idempotency-Key', () => {
  it('may be left out', () => {
    expect(readIdempotencyKey(undefined)).toBeUndefined();
  });

  it.each(['x'.repeat(16), 'x'.repeat(255), '!~0123456789abcdef'])('is a key: %s', (header) => {
    expect(readIdempotencyKey(header)).toBe(header);
  });

  it.each(['', 'x'.repeat(15), 'x'.repeat(256), 'with a space inside', 'ünïcode-0123456789'])(
    'is refused without being repeated: %j',
    (header) => {
      expect(() => readIdempotencyKey(header)).toThrow(
        expect.objectContaining({
          code: 'invalid_request',
          message: 'Idempotency-Key must be 16 to 255 visible ASCII characters.',
        }),
      );
    },
  );
});
