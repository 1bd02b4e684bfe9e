import {
  Controller,
  Header,
  Headers,
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
import { TokenService } from '../../tokens/token.service.js';
import type { HttpRequest, HttpResponse } from '../platform.js';
import { AuthErrorFilter } from '../auth-error.filter.js';
import { Fields } from '../body/fields.decorator.js';
import { LoginTransportGuard } from '../cookies/login-transport.guard.js';
import { isFinal } from '../cookies/token-transport.js';
import { TokenTransports } from '../cookies/token-transports.js';
import { Client } from '../client-info.decorator.js';
import { LocalUser } from '../guard/decorators/current-user.decorator.js';
import { LocalAuthGuard } from '../guard/local-auth.guard.js';
import { Public } from '../guard/decorators/access.decorators.js';
import { slashed } from '../slashed.js';
import { ALLOWED_LOGIN, LoginPolicyGuard, type LoginRequest } from './login-policy.guard.js';
import { TokenThrottleGuard } from './token-throttle.guard.js';
import { TokenVerifyDto } from './token.dto.js';

/** The four token endpoints. They ignore the `Authorization` header. */
@Controller()
@Public()
@UseFilters(AuthErrorFilter)
export class TokenController {
  constructor(
    private readonly tokens: TokenService,
    private readonly transports: TokenTransports,
  ) {}

  @Post(slashed(''))
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @UseGuards(LoginTransportGuard, LocalAuthGuard, LoginPolicyGuard)
  async obtain(
    @LocalUser() user: User,
    @Client() client: ClientInfo,
    @Req() request: LoginRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const transport = this.transports.ofLogin(request);
    const { refresh, access } = await this.tokens.obtain(user, client, request[ALLOWED_LOGIN]);
    transport.send({ refresh, access }, response);
  }

  @Post(slashed('refresh'))
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @UseGuards(TokenThrottleGuard)
  async refresh(
    @Headers('idempotency-key') key: string | undefined,
    @Client() client: ClientInfo,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const transport = this.transports.ofToken(request);
    try {
      const token = transport.read(request);
      transport.send(await this.tokens.refresh(token, key, client), response);
    } catch (error) {
      if (isEnd(error)) transport.clear(request, response);
      throw error;
    }
  }

  @Post(slashed('verify'))
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @UseGuards(TokenThrottleGuard)
  async verify(
    @Fields(TokenVerifyDto) { token }: TokenVerifyDto,
    @Res() response: HttpResponse,
  ): Promise<void> {
    await this.tokens.verify(token).catch(throwAsFieldError);
    response.send({});
  }

  @Post(slashed('blacklist'))
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async blacklist(
    @Client() client: ClientInfo,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const transport = this.transports.ofToken(request);
    try {
      await this.tokens.revoke(transport.read(request), client);
    } catch (error) {
      // A log-out revokes the session of an older token too.
      if (isEnd(error, 'token_consumed')) transport.clear(request, response);
      throw error;
    }
    transport.clearAll(request, response);
    response.send({});
  }
}

/** Checks whether the client's token never works again. */
const isEnd = (error: unknown, finalHere?: AuthError['code']): boolean =>
  error instanceof AuthError && (isFinal(error) || error.code === finalHere);

/** For a consumed or revoked refresh token, SimpleJWT's verify responds as for an invalid field. */
function throwAsFieldError(error: unknown): never {
  const isBlacklisted =
    error instanceof AuthError &&
    (error.code === 'token_consumed' || error.code === 'session_ended');
  throw isBlacklisted ? new InvalidFieldsError({ non_field_errors: [error.message] }) : error;
}
