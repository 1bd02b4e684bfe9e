import type { RawClaims } from '../../domain/compact-jws.js';

/**
 * Who the bearer of an access token is: `request.user` behind `JwtAuthGuard`.
 *
 * @typeParam Claims what the application knows of the claims that it adds itself
 */
export interface AuthUser<Claims extends object = object> {
  /** Claims `user_id` and `sub`. */
  id: string;
  /** Absent where access tokens are checked by their signature alone: no user was read. */
  username?: string;
  /** The session: claim `sid`. Null in a token that names none. */
  sid: string | null;
  /** Everything that the token says. */
  claims: RawClaims & Readonly<Claims>;
}
