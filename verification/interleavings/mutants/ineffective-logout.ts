import { AuthError } from '../../../src/auth/domain/auth-error.js';
import { TokenService } from '../../../src/auth/tokens/token.service.js';
import type { Mutant } from './mutant.js';

/** Rejects every log-out. */
class IneffectiveLogout extends TokenService {
  override revoke(): Promise<void> {
    return Promise.reject(new AuthError('invalid_token'));
  }
}

export const ineffectiveLogout: Mutant = {
  name: 'a log-out that revokes no session',
  fault: 'Every logout is rejected, and the session stays active.',
  wiring: { tokenService: (parts) => new IneffectiveLogout(...parts) },
  caughtBy: {
    'the service matches the model': 'one refresh, a log-out',
    'a log-out leaves no valid token': 'one refresh, a thief with a copied record',
  },
};
