import { AuthError } from '../../../src/auth/domain/auth-error.js';
import type { ClientInfo } from '../../../src/auth/domain/session.js';
import { TokenTransports } from '../../../src/auth/http/cookies/token-transports.js';
import type { HttpRequest, HttpResponse } from '../../../src/auth/http/platform.js';
import { TokenController } from '../../../src/auth/http/token/token.controller.js';
import type { TokenService } from '../../../src/auth/tokens/token.service.js';
import type { Mutant } from './mutant.js';

/** Clears the cookie with every 401, also with that to an older request of an active session. */
class ClearedByStale extends TokenController {
  constructor(
    tokens: TokenService,
    private readonly all: TokenTransports,
  ) {
    super(tokens, all);
  }

  override async refresh(
    key: string | undefined,
    client: ClientInfo,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<void> {
    try {
      await super.refresh(key, client, request, response);
    } catch (error) {
      if (error instanceof AuthError && error.code === 'token_consumed')
        this.all.ofToken(request).clear(request, response);
      throw error;
    }
  }
}

export const clearedByStale: Mutant = {
  name: 'a 401 to an older request clears the cookie',
  fault: 'A late response deletes the cookie that another tab has received since.',
  wiring: { controller: (...parts) => new ClearedByStale(...parts) },
  caughtBy: {
    'an honest client stays logged in': 'a browser: two refreshes, a lost response',
  },
};
