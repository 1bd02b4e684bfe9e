import {
  Controller,
  Header,
  HttpCode,
  Post,
  Req,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { AuthError, InvalidFieldsError } from '../../domain/auth-error.js';
import type { ClientInfo } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import { WeakPasswordError } from '../../domain/weak-password-error.js';
import { TokenService } from '../../tokens/token.service.js';
import { CurrentPassword } from '../../users/current-password.js';
import { UserService } from '../../users/user.service.js';
import { AuthErrorFilter } from '../auth-error.filter.js';
import { Fields } from '../body/fields.decorator.js';
import { Client } from '../client-info.decorator.js';
import { closeSignalOf, throwIfClosed } from '../close-signal.js';
import { LoginTransportGuard } from '../cookies/login-transport.guard.js';
import { TokenTransports } from '../cookies/token-transports.js';
import { CurrentUser } from '../guard/decorators/current-user.decorator.js';
import { JwtAuthGuard } from '../guard/jwt-auth.guard.js';
import { HttpLoginDecider } from '../http-login-decider.js';
import type { HttpRequest, HttpResponse } from '../platform.js';
import { slashed } from '../slashed.js';
import { PasswordChangeDto } from './password-change.dto.js';

/**
 * Changes the password of the access token's user. It is a log-in too: the current password counts
 * against the limits of log-ins, the log-in policy decides, and the response has a new session's pair.
 */
@Controller()
@UseGuards(JwtAuthGuard, LoginTransportGuard)
@UseFilters(AuthErrorFilter)
export class PasswordController {
  constructor(
    private readonly current: CurrentPassword,
    private readonly users: UserService,
    private readonly decider: HttpLoginDecider,
    private readonly tokens: TokenService,
    private readonly transports: TokenTransports,
  ) {}

  @Post(slashed(''))
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async change(
    @CurrentUser('id') id: string,
    @Fields(PasswordChangeDto) fields: PasswordChangeDto,
    @Client() client: ClientInfo,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const user = await this.authenticate(id, fields.current_password, client, request);
    await this.users.checkNewPassword(user, fields.new_password).catch(throwAsFieldError);
    // Before the change, so that a policy which requires more prevents it.
    const login = await this.decider.decide(user, request);
    const changed = await this.users.changeCheckedPassword(user, fields.new_password, client);
    const { refresh, access } = await this.tokens.obtain(changed, client, login);
    this.transports.ofLogin(request).send({ refresh, access }, response);
  }

  private async authenticate(
    id: string,
    password: string,
    client: ClientInfo,
    request: HttpRequest,
  ): Promise<User> {
    const signal = closeSignalOf(request);
    return this.current.verify(id, password, client, signal).catch((error: unknown) => {
      throwIfClosed(error, request);
      throw isWrong(error) ? new InvalidFieldsError(INVALID_PASSWORD) : error;
    });
  }
}

const INVALID_PASSWORD = { current_password: ['Invalid password.'] };

const isWrong = (error: unknown): boolean =>
  error instanceof AuthError && error.code === 'invalid_credentials';

function throwAsFieldError(error: unknown): never {
  throw error instanceof WeakPasswordError
    ? new InvalidFieldsError({ new_password: error.messages })
    : error;
}
