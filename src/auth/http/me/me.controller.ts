import { Controller, Get, Header, Res, UseFilters, UseGuards } from '@nestjs/common';
import { AuthError } from '../../domain/auth-error.js';
import { UserStore } from '../../domain/user.store.js';
import type { HttpResponse } from '../platform.js';
import { AuthErrorFilter } from '../auth-error.filter.js';
import type { AuthUser } from '../guard/auth-user.js';
import { CurrentUser } from '../guard/decorators/current-user.decorator.js';
import { JwtAuthGuard } from '../guard/jwt-auth.guard.js';
import { slashed } from '../slashed.js';

/** Returns the user of the access token. */
@Controller()
@UseGuards(JwtAuthGuard)
@UseFilters(AuthErrorFilter)
export class MeController {
  constructor(private readonly users: UserStore) {}

  @Get(slashed(''))
  @Header('Cache-Control', 'no-store')
  async me(
    @CurrentUser() { id, username }: AuthUser,
    @Res() response: HttpResponse,
  ): Promise<void> {
    response.send({ id, username: username ?? (await this.readUsername(id)) });
  }

  private async readUsername(id: string): Promise<string> {
    const user = await this.users.findById(id);
    if (user === null) throw new AuthError('user_not_found');
    return user.username;
  }
}
