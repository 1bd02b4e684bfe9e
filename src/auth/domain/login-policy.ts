import type { ClientInfo } from './session.js';
import type { User } from './user.js';

/** A log-in whose password is correct. */
export interface LoginAttempt {
  /** The user, without the password hash. */
  user: User;
  /** The client that sent the request. */
  client: ClientInfo;
  /** The fields of the body except `username` and `password`, as the parser returns them. */
  fields: Readonly<Record<string, unknown>>;
  /** The headers of the request, in lower case, without credentials, cookies and keys. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Starts a session. Both tokens of it have the given claims, also after a refresh. */
export interface AllowLogin {
  /** The kind of the decision. */
  kind: 'allow';
  /** Claim `amr`: the methods that authenticated the user (RFC 8176), such as `['pwd', 'otp']`. */
  amr?: readonly string[] | undefined;
  /** Claim `acr`: the class of the authentication (OpenID Connect Core §2). */
  acr?: string | undefined;
  /** Claim `auth_time`: when the user was authenticated, in epoch seconds. */
  authTimeSeconds?: number | undefined;
}

/**
 * Rejects the log-in with the response to a wrong password, after the additional time of `decide`.
 */
export interface DenyLogin {
  /** The kind of the decision. */
  kind: 'deny';
}

/** Rejects the log-in with a code, which names the missing part for the client. */
export interface ChallengeLogin {
  /** The kind of the decision. */
  kind: 'challenge';
  /** `code` of the response, such as `otp_required`: 1 to 64 of `a`-`z`, `0`-`9` and `_`. */
  code: string;
  /** `detail` of the response. @default 'Additional authentication is required.' */
  detail?: string | undefined;
  /** The status of the response. @default 401 */
  status?: 401 | 403 | undefined;
  /** Further members of the response, such as the accepted methods. */
  data?: Readonly<Record<string, unknown>> | undefined;
}

/** The decision of a {@link LoginPolicy}. */
export type LoginDecision = AllowLogin | DenyLogin | ChallengeLogin;

/**
 * Decides about log-ins after the password was verified and before a session starts, such as for a
 * second factor or an approval. An application can replace it.
 *
 * - `decide` MUST limit the attempts for a code of a second factor: a client with the password can
 *   send any number of requests.
 * - `decide` MUST accept a one-time code only once (RFC 6238 §5.2), with one atomic statement.
 * - An error that it throws rejects the log-in. An `AuthError` has its own response, and any other
 *   error is a 500.
 */
export abstract class LoginPolicy {
  /** Decides about one attempt. */
  abstract decide(attempt: LoginAttempt): LoginDecision | Promise<LoginDecision>;
}

/** Allows every log-in. */
export class AllowEveryLogin extends LoginPolicy {
  decide(): LoginDecision {
    return { kind: 'allow' };
  }
}
