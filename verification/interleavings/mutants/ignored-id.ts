import { TokenTransports } from '../../../src/auth/http/cookies/token-transports.js';
import type { HttpRequest } from '../../../src/auth/http/platform.js';
import type { Mutant } from './mutant.js';

/** Uses the token of the cookie, even if the page expects another one. */
class IgnoredId extends TokenTransports {
  override ofToken(request: HttpRequest) {
    request.body = {};
    return super.ofToken(request);
  }
}

export const ignoredId: Mutant = {
  name: 'refresh_jti is ignored',
  fault: 'The key of one token is sent with another one, and the session is revoked.',
  wiring: { transports: (...parts) => new IgnoredId(...parts) },
  caughtBy: {
    'an honest client stays logged in': 'a browser: three refreshes, a restored cookie',
  },
};
