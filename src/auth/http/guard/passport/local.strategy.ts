import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-local';
import type { User } from '../../../domain/user.js';
import { CredentialsService } from '../../../users/credentials.service.js';
import { clientOf } from '../../client-info.decorator.js';
import { closeSignalOf } from '../../close-signal.js';
import type { HttpRequest } from '../../platform.js';
import { UNREGISTERED } from './run-strategy.js';

/** Authenticates a user by name and password with passport-local, which reads both from the body. */
@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy) {
  constructor(private readonly credentials: CredentialsService) {
    super({ passReqToCallback: true });
  }

  getPassportInstance() {
    return UNREGISTERED;
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
