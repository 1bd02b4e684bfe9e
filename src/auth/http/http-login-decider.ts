import { Injectable } from '@nestjs/common';
import type { User } from '../domain/user.js';
import { AllowedLogin } from '../tokens/allowed-login.js';
import { LoginDecider } from '../tokens/login-decider.js';
import { membersOf } from './body/read-body.js';
import { clientOf } from './client-info.decorator.js';
import { TokenTransports } from './cookies/token-transports.js';
import type { HttpRequest } from './platform.js';

/** Applies the log-in policy to requests whose password is correct. */
@Injectable()
export class HttpLoginDecider {
  constructor(
    private readonly decider: LoginDecider,
    private readonly transports: TokenTransports,
  ) {}

  /**
   * Decides about a log-in, and finds the session that it replaces.
   *
   * @param request for which {@link TokenTransports.ofLogin} has succeeded
   * @throws {AuthError} `invalid_credentials`, `login_challenged`
   * @throws the errors of the application's code
   */
  async decide(user: User, request: HttpRequest): Promise<AllowedLogin> {
    const { body, headers } = request;
    const parts = { fields: membersOf(body), headers };
    const claims = await this.decider.decide(user, clientOf(request), parts);
    return new AllowedLogin(claims, this.transports.replacedBy(request));
  }
}
