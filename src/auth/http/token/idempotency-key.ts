import { AuthError } from '../../domain/auth-error.js';
import { isIdempotencyKey } from '../../domain/proofs.js';

/**
 * Reads the `Idempotency-Key` header.
 *
 * @throws {AuthError} `invalid_request` when it is there and no key; it is a secret and not repeated
 */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || isIdempotencyKey(header)) return header;
  throw new AuthError('invalid_request', {
    message: 'Idempotency-Key must be 16 to 255 visible ASCII characters.',
  });
}
