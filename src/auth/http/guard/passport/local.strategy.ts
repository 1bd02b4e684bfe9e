import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-local';
import type { User } from '../../../domain/user.js';
import { CredentialsService } from '../../../users/credentials.service.js';
import { clientOf, type HttpRequest } from '../../client-info.decorator.js';
import { closeSignalOf } from '../../close-signal.js';
import { REGISTERED_BY_NAME, STRATEGY_NAMES, type StrategyNames } from './strategy-names.js';

/** Authenticates a user by name and password. */
@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  constructor(
    @Inject(STRATEGY_NAMES) private readonly names: StrategyNames,
    private readonly credentials: CredentialsService,
  ) {
    super({ passReqToCallback: true });
    passport.use(names.local, this);
  }

  getPassportInstance() {
    return REGISTERED_BY_NAME;
  }

  /** Requests are still served until then. */
  onApplicationShutdown(): void {
    passport.unuse(this.names.local);
  }

  /**
   * @throws {AuthError} `invalid_credentials`, `temporarily_unavailable`
   * @throws the reason of the request's `closeSignalOf`
   */
  validate(request: HttpRequest, username: string, password: string): Promise<User> {
    const signal = closeSignalOf(request);
    return this.credentials.authenticate(username, password, clientOf(request), { signal });
  }
}
