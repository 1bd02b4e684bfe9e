import { AuthError } from '../../../src/auth/domain/auth-error.js';
import { TokenService } from '../../../src/auth/tokens/token.service.js';
import type { Mutant } from './mutant.js';

/** Rejects every user with a correct password. */
class RejectedPassword extends TokenService {
  override obtain(): Promise<never> {
    return Promise.reject(new AuthError('invalid_credentials'));
  }
}

export const rejectedPassword: Mutant = {
  name: 'a correct password that creates no session',
  fault: 'A user with a correct password is rejected and gets no session.',
  wiring: { tokenService: (parts) => new RejectedPassword(...parts) },
  caughtBy: { 'the service matches the model': 'a new session, a password change' },
};
