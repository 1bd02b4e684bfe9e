import type { RawClaims } from '../../domain/compact-jws.js';

/**
 * The user of an access token: `request.user` behind `JwtAuthGuard`.
 *
 * @typeParam Claims the types of the claims that the application adds
 */
export interface AuthUser<Claims extends object = object> {
  /** Claims `user_id` and `sub`. */
  id: string;
  /** Missing if only the signature of access tokens is checked, because no user is read. */
  username?: string;
  /** The session: claim `sid`. Null if the token has none. */
  sid: string | null;
  /** All claims of the token. */
  claims: RawClaims & Readonly<Claims>;
}
