import {
  Controller,
  Header,
  Headers,
  HttpCode,
  Post,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { AuthError, InvalidFieldsError } from '../../domain/auth-error.js';
import type { ClientInfo } from '../../domain/session.js';
import type { User } from '../../domain/user.js';
import { TokenService } from '../../tokens/token.service.js';
import type { HttpResponse } from '../platform.js';
import { AuthErrorFilter } from '../auth-error.filter.js';
import { Fields } from '../body/fields.decorator.js';
import { Client } from '../client-info.decorator.js';
import { LocalUser } from '../guard/decorators/current-user.decorator.js';
import { LocalAuthGuard } from '../guard/local-auth.guard.js';
import { Public } from '../guard/decorators/access.decorators.js';
import { slashed } from '../slashed.js';
import { RefreshTokenDto, TokenVerifyDto } from './token.dto.js';

/** The four token endpoints. They ignore the `Authorization` header. */
@Controller()
@Public()
@UseFilters(AuthErrorFilter)
export class TokenController {
  constructor(private readonly tokens: TokenService) {}

  @Post(slashed(''))
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @UseGuards(LocalAuthGuard)
  async obtain(
    @LocalUser() user: User,
    @Client() client: ClientInfo,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const { refresh, access } = await this.tokens.obtain(user, client);
    response.send({ refresh, access });
  }

  @Post(slashed('refresh'))
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async refresh(
    @Fields(RefreshTokenDto) { refresh }: RefreshTokenDto,
    @Headers('idempotency-key') key: string | undefined,
    @Client() client: ClientInfo,
    @Res() response: HttpResponse,
  ): Promise<void> {
    response.send(await this.tokens.refresh(refresh, key, client));
  }

  @Post(slashed('verify'))
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
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
    @Fields(RefreshTokenDto) { refresh }: RefreshTokenDto,
    @Client() client: ClientInfo,
    @Res() response: HttpResponse,
  ): Promise<void> {
    await this.tokens.revoke(refresh, client);
    response.send({});
  }
}

/** For a consumed or revoked refresh token, SimpleJWT's verify responds as for an invalid field. */
function throwAsFieldError(error: unknown): never {
  const isBlacklisted =
    error instanceof AuthError &&
    (error.code === 'token_consumed' || error.code === 'session_ended');
  throw isBlacklisted ? new InvalidFieldsError({ non_field_errors: [error.message] }) : error;
}
