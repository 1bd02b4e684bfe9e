import { AuthError } from '../../../src/auth/domain/auth-error.js';
import { TokenService } from '../../../src/auth/tokens/token.service.js';
import type { Mutant } from './mutant.js';

/** Refuses whoever wants to log out. */
class LogoutThatEndsNothing extends TokenService {
  override revoke(): Promise<void> {
    return Promise.reject(new AuthError('invalid_token'));
  }
}

export const logoutThatEndsNothing: Mutant = {
  name: 'a logout that ends nothing',
  fault: 'Every logout is refused, and the session lives on.',
  wiring: { tokenService: LogoutThatEndsNothing },
  caughtBy: {
    'the model explains everything': 'one refresh, a logout',
    'a log-out leaves nothing': 'one refresh, a thief with a copied record',
  },
};
