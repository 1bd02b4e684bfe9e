import {
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Req,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../../config/auth.settings.js';
import { AuthError } from '../../domain/auth-error.js';
import { type ClientInfo, isExpired, type Session } from '../../domain/session.js';
import { SessionService } from '../../sessions/session.service.js';
import { AuthErrorFilter } from '../auth-error.filter.js';
import { Client } from '../client-info.decorator.js';
import type { AuthUser } from '../guard/auth-user.js';
import { CurrentUser } from '../guard/decorators/current-user.decorator.js';
import { JwtAuthGuard } from '../guard/jwt-auth.guard.js';
import type { HttpRequest, HttpResponse } from '../platform.js';
import { urlOf } from '../request-url.js';
import { slashed } from '../slashed.js';
import { encodeCursor, readAll, readPageRequest } from './page-request.js';
import { toSessionItem } from './session-item.js';

/** Shows users their active sessions, and revokes them. */
@Controller()
@UseGuards(JwtAuthGuard)
@UseFilters(AuthErrorFilter)
export class SessionsController {
  constructor(
    private readonly sessions: SessionService,
    @Inject(AUTH_SETTINGS) private readonly settings: Pick<AuthSettings, 'publicUrl'>,
  ) {}

  @Get(slashed(''))
  @Header('Cache-Control', 'no-store')
  async list(
    @CurrentUser() { id, sid }: AuthUser,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const options = readPageRequest(request.query ?? {});
    const { sessions, next, previous } = await this.sessions.list(id, options);
    const linkTo = linkOf(request, options.limit, this.settings.publicUrl);
    response.send({
      next: next && linkTo(encodeCursor({ after: next })),
      previous: previous && linkTo(encodeCursor({ before: previous })),
      results: await Promise.all(sessions.map((session) => toSessionItem(session, sid))),
    });
  }

  @Delete(slashed(''))
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  async revokeMany(
    @CurrentUser() { id, sid }: AuthUser,
    @Client() client: ClientInfo,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const includesCurrent = readAll(request.query ?? {}) || sid === null;
    if (includesCurrent) await this.sessions.revokeAllOf(id, 'logout', client);
    else await this.sessions.revokeOthersOf(id, sid, 'logout', client);
    response.send();
  }

  @Delete(slashed(':id'))
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  async revoke(
    @CurrentUser('id') userId: string,
    @Param('id') sid: string,
    @Client() client: ClientInfo,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const revoked = await this.sessions.revokeOf(userId, sid, 'logout', client);
    if (revoked === null || hadExpired(revoked)) throw new AuthError('not_found');
    response.send();
  }
}

/** An expired session is not in the list, so the response is that for an unknown one. */
const hadExpired = (revoked: Session): boolean =>
  revoked.revokedAt !== null && isExpired(revoked, revoked.revokedAt);

/** Returns the URL of another page, with the page size if the request has one. */
function linkOf(
  request: HttpRequest,
  size: number,
  publicUrl: string | undefined,
): (cursor: string) => string {
  const hasSize = request.query?.['page_size'] !== undefined;
  return (cursor) => {
    const query = new URLSearchParams({ cursor, ...(hasSize && { page_size: String(size) }) });
    return `${urlOf(request, publicUrl)}?${query.toString()}`;
  };
}
