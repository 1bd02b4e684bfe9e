import { Injectable, Logger } from '@nestjs/common';
import { AuthError } from '../../../domain/auth-error.js';
import { logRefusal } from '../../log-refusal.js';
import type { AuthUser } from '../auth-user.js';
import { readBearer } from './bearer.js';
import { BearerAuthenticator } from '../bearer-authenticator.js';
import {
  handshakeToken,
  setToken,
  sentToken,
  type WsClient,
  wsError,
  wsRefusal,
} from './ws-context.js';

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

/**
 * Authenticates WebSocket connections in `handleConnection`. Nest calls guards only for messages.
 */
@Injectable()
export class WsConnections {
  private readonly logger = new Logger('Auth');

  constructor(private readonly authenticator: BearerAuthenticator) {}

  /**
   * Accepts a connection whose opening request has a valid access token, and closes any other.
   * `@UseGuards(JwtAuthGuard)` checks the same token again for each message.
   *
   * @param request the opening request of a plain WebSocket, which does not keep it
   * @returns null if the connection was closed. It never rejects: Nest does not await
   *   `handleConnection`, so a rejection would end the process.
   */
  async admit(client: object, request?: UpgradeRequest): Promise<AuthUser | null> {
    try {
      const token = readBearer(request?.headers.authorization) ?? handshakeToken(client);
      // Set before the check, for messages that arrive during it.
      if (token !== undefined) setToken(client, token);
      return await this.check(client, token);
    } catch (error) {
      if (error instanceof AuthError) this.reject(client, error);
      else this.fail(client, error);
      return null;
    }
  }

  /**
   * Sets a new token for the messages of a connection: for clients that send it in their first
   * message, or that replace it before it expires.
   *
   * @param token the value that the client sent, of any type
   * @throws {WsException} like `JwtAuthGuard`; the connection then keeps its previous token
   */
  async authenticate(client: object, token: unknown): Promise<AuthUser> {
    try {
      return await this.check(client, sentToken(token));
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      logRefusal(error, client);
      this.authenticator.reportRefusal(error, client);
      throw await wsRefusal(error);
    }
  }

  private async check(client: WsClient, token: string | undefined): Promise<AuthUser> {
    if (token === undefined) throw new AuthError('missing_token');
    const user = await this.authenticator.authenticate(token);
    setToken(client, token);
    client.user = user;
    return user;
  }

  private reject(client: object, error: AuthError): void {
    logRefusal(error, client);
    this.authenticator.reportRefusal(error, client);
    const isTemporary = error.code === 'temporarily_unavailable';
    close(client, isTemporary ? TRY_AGAIN_LATER : POLICY_VIOLATION, wsError(error));
  }

  /** The client receives no details of the error. */
  private fail(client: object, error: unknown): void {
    this.logger.error(error);
    const payload = { status: 'error', message: 'Internal server error', code: 'internal_error' };
    close(client, INTERNAL_ERROR, payload);
  }
}

function close(client: ClosableClient, code: number, payload: { code: string }): void {
  if (client.disconnect === undefined) return void client.close?.(code, payload.code);
  client.emit?.('exception', payload);
  client.disconnect(true);
}
