import { Injectable } from '@nestjs/common';
import { RefreshTokenStore } from '../domain/refresh-token.store.js';
import type { Session } from '../domain/session.js';
import type { User } from '../domain/user.js';
import { UserStore } from '../domain/user.store.js';

/** Reads the session and the user that a token names. */
@Injectable()
export class SessionReader {
  constructor(
    private readonly store: RefreshTokenStore,
    private readonly users: UserStore,
  ) {}

  /**
   * Reads both at the same time.
   *
   * @param sid null: the token has no session
   * @throws {AuthError} `temporarily_unavailable`
   */
  read(sid: string | null, userId: string): Promise<[Session | null, User | null]> {
    return Promise.all([sid === null ? null : this.store.find(sid), this.users.findById(userId)]);
  }
}
