import { AuthError } from '../../../src/auth/domain/auth-error.js';
import { TokenService } from '../../../src/auth/tokens/token.service.js';
import type { Mutant } from './mutant.js';

/** Sends everybody away who has given the right password. */
class PasswordThatBeginsNothing extends TokenService {
  override obtain(): Promise<never> {
    return Promise.reject(new AuthError('invalid_credentials'));
  }
}

export const passwordThatBeginsNothing: Mutant = {
  name: 'a right password that begins nothing',
  fault: 'Whoever gives the right password is refused, and gets no session.',
  wiring: { tokenService: PasswordThatBeginsNothing },
  caughtBy: { 'the model explains everything': 'a session that begins, a password change' },
};
