import {
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../../config/auth.settings.js';
import { AuthErrorFilter } from '../auth-error.filter.js';
import type { AuthUser } from '../guard/auth-user.js';
import { CurrentUser } from '../guard/decorators/current-user.decorator.js';
import { JwtAuthGuard } from '../guard/jwt-auth.guard.js';
import type { HttpResponse } from '../platform.js';
import { slashed } from '../slashed.js';
import { identityHeaders } from './identity-headers.js';
import { OriginalMethodGuard } from './original-method.guard.js';

/**
 * Checks the access token of a request for the gateway that received it, and names its user. It has
 * no limit of requests, like every guarded route: a 429 would look like an outage to nginx, and a
 * token cannot be guessed.
 */
@Controller()
@UseGuards(OriginalMethodGuard, JwtAuthGuard)
@UseFilters(AuthErrorFilter)
export class CheckController {
  constructor(
    @Inject(AUTH_SETTINGS) private readonly settings: Pick<AuthSettings, 'checkClaims'>,
  ) {}

  @Get(slashed(''))
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  check(@CurrentUser() user: AuthUser, @Res() response: HttpResponse): void {
    const headers = identityHeaders(user, this.settings.checkClaims);
    for (const [name, value] of Object.entries(headers)) response.header(name, value);
    response.send();
  }
}
