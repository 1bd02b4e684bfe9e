import type { AuthError } from '../../domain/auth-error.js';
import type { RefreshedTokens } from '../../tokens/token-issuer.js';
import { readBody } from '../body/read-body.js';
import type { HttpRequest, HttpResponse } from '../platform.js';
import { RefreshTokenDto } from '../token/token.dto.js';

/** Moves refresh tokens between a request, the service and its response. */
export interface TokenTransport {
  /**
   * Reads the refresh token of a refresh or a log-out.
   *
   * @throws {AuthError}
   */
  read(request: HttpRequest): string;

  /** Sends the tokens of a log-in or a refresh. */
  send(tokens: RefreshedTokens, response: HttpResponse): void;

  /** Also removes the ID of the session, after a log-out. */
  clearAll(request: HttpRequest, response: HttpResponse): void;

  /**
   * Removes the tokens of the request from the client, as far as the response can. Without a token the
   * client may have received one since: another tab has logged in.
   */
  clear(request: HttpRequest, response: HttpResponse): void;
}

/** Both tokens are fields of JSON bodies, as in SimpleJWT. */
export const BODY_TRANSPORT: TokenTransport = {
  read: ({ body }) => readBody(RefreshTokenDto, body).refresh,
  send: (tokens, response) => void response.send(tokens),
  clearAll: () => undefined,
  clear: () => undefined,
};

/**
 * Checks whether a rejected refresh means that the client's token never works again. An older
 * request of the same client (`token_consumed`) does not affect the newer token.
 */
export const isFinal = ({ code }: AuthError): boolean => FINAL.has(code);

const FINAL: ReadonlySet<AuthError['code']> = new Set([
  'invalid_token',
  'token_reused',
  'session_ended',
  'account_inactive',
]);
