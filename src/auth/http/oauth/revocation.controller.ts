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
import type { ClientInfo } from '../../domain/session.js';
import { TokenRevoker } from '../../tokens/token-revoker.js';
import { AuthErrorFilter } from '../auth-error.filter.js';
import { Client } from '../client-info.decorator.js';
import { Public } from '../guard/decorators/access.decorators.js';
import type { HttpRequest, HttpResponse } from '../platform.js';
import { slashed } from '../slashed.js';
import { TokenThrottleGuard } from '../token/token-throttle.guard.js';
import { parametersOf } from './request-parameters.js';
import { tokenOf } from './token-of.js';

/**
 * Token revocation (RFC 7009). Clients are public: a token is its own authorization, so the
 * `Authorization` header is ignored. The response to an invalid token is the same (§2.2).
 */
@Controller()
@Public()
@UseFilters(AuthErrorFilter)
export class RevocationController {
  constructor(private readonly revoker: TokenRevoker) {}

  @Post(slashed(''))
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @UseGuards(TokenThrottleGuard)
  async revoke(
    @Client() client: ClientInfo,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    await this.revoker.revoke(tokenOf(parametersOf(request.body)), client);
    response.send({});
  }
}
