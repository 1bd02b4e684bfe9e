import { Injectable, Logger } from '@nestjs/common';
import { AuthError } from '../../domain/auth-error.js';
import { logRefusal } from '../log-refusal.js';
import type { AuthUser } from './auth-user.js';
import { readBearer } from './bearer.js';
import { BearerAuthenticator } from './bearer-authenticator.js';
import {
  handshakeToken,
  rememberToken,
  sentToken,
  type WsClient,
  wsError,
  wsRefusal,
} from './contexts/ws-context.js';

/** The client of a gateway: a socket.io socket, or a plain WebSocket (package `ws`). */
interface ClosableClient extends WsClient {
  disconnect?(close: boolean): unknown;
  emit?(event: string, payload: object): unknown;
  close?(code: number, reason: string): unknown;
}

/** The request that opened a plain WebSocket: the second argument of `handleConnection`. */
interface UpgradeRequest {
  headers: { authorization?: string | undefined };
}

/** Why a connection is closed (RFC 6455 §7.4.1, and IANA's registry for 1013). */
const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;
const TRY_AGAIN_LATER = 1013;

/** Guards are asked for messages only: this one is asked in `handleConnection`. */
@Injectable()
export class WsConnections {
  private readonly logger = new Logger('Auth');

  constructor(private readonly authenticator: BearerAuthenticator) {}

  /**
   * Lets a connection in whose opening request brought a good access token, and closes any other.
   * Its messages are judged by that token, each when it comes, with `@UseGuards(JwtAuthGuard)`.
   *
   * @param request for a plain WebSocket, which does not keep it
   * @returns null when the connection was closed; it never rejects, for nobody awaits
   *   `handleConnection`, and a rejection would end the process
   */
  async admit(client: object, request?: UpgradeRequest): Promise<AuthUser | null> {
    try {
      const token = readBearer(request?.headers.authorization) ?? handshakeToken(client);
      // At once: a message that comes while this waits is judged by it too.
      if (token !== undefined) rememberToken(client, token);
      return await this.check(client, token);
    } catch (error) {
      if (error instanceof AuthError) this.refuse(client, error);
      else this.fail(client, error);
      return null;
    }
  }

  /**
   * Judges a connection's messages by this token from now on: for clients that send it in a first
   * message, and for a new one before the old one expires.
   *
   * @param token what the client sent, whatever it is
   * @throws {WsException} as `JwtAuthGuard` does; the token before it is kept then
   */
  async authenticate(client: object, token: unknown): Promise<AuthUser> {
    try {
      return await this.check(client, sentToken(token));
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      logRefusal(error, client);
      throw await wsRefusal(error);
    }
  }

  private async check(client: WsClient, token: string | undefined): Promise<AuthUser> {
    if (token === undefined) throw new AuthError('missing_token');
    const user = await this.authenticator.authenticate(token);
    rememberToken(client, token);
    client.user = user;
    return user;
  }

  private refuse(client: object, error: AuthError): void {
    logRefusal(error, client);
    const isAway = error.code === 'temporarily_unavailable';
    close(client, isAway ? TRY_AGAIN_LATER : POLICY_VIOLATION, wsError(error));
  }

  /** What went wrong is for the log alone. */
  private fail(client: object, error: unknown): void {
    this.logger.error(error);
    const told = { status: 'error', message: 'Internal server error', code: 'internal_error' };
    close(client, INTERNAL_ERROR, told);
  }
}

function close(client: ClosableClient, code: number, told: { code: string }): void {
  if (client.disconnect === undefined) return void client.close?.(code, told.code);
  client.emit?.('exception', told);
  client.disconnect(true);
}
