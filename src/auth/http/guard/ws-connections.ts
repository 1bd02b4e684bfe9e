import { Injectable } from '@nestjs/common';
import { AuthError } from '../../domain/auth-error.js';
import type { AuthUser } from './auth-user.js';
import { readBearer } from './bearer.js';
import { BearerAuthenticator } from './bearer-authenticator.js';
import { spokenRefusal } from './contexts/spoken-refusal.js';
import { handshakeToken, rememberToken, type WsClient } from './contexts/ws-context.js';

/** The client of a gateway: a socket.io socket, or a plain WebSocket (package `ws`). */
interface ClosableClient extends WsClient {
  disconnect?(close: boolean): unknown;
  emit?(event: string, payload: object): unknown;
  close?(code: number, reason: string): unknown;
}

/** The request that opened a plain WebSocket: the second argument of `handleConnection`. */
interface UpgradeRequest {
  headers: { authorization?: string };
}

/** RFC 6455 §7.4.1: the endpoint's policy says no. */
const POLICY_VIOLATION = 1008;

/** Guards are asked for messages only: this one is asked in `handleConnection`. */
@Injectable()
export class WsConnections {
  constructor(private readonly authenticator: BearerAuthenticator) {}

  /**
   * Lets a connection in whose opening request brought a good access token, and closes any other.
   * Its messages are judged by that token, each when it comes, with `@UseGuards(JwtAuthGuard)`.
   *
   * @param request for a plain WebSocket, which does not keep it
   * @returns null when the connection was closed
   */
  async admit(client: object, request?: UpgradeRequest): Promise<AuthUser | null> {
    try {
      const token = tokenOf(client, request);
      // At once: a message that comes while this waits is judged by it too.
      if (token !== undefined) rememberToken(client, token);
      return await this.authenticate(client, token);
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      close(client, error);
      return null;
    }
  }

  /**
   * Judges a connection's messages by this token from now on: for clients that send it in a first
   * message, and for a new one before the old one expires.
   *
   * @throws {AuthError} as `JwtAuthGuard` refuses; the token before it is kept then
   */
  async authenticate(client: object, token: string | undefined): Promise<AuthUser> {
    if (token === undefined) throw new AuthError('missing_token');
    const user = await this.authenticator.authenticate(token);
    rememberToken(client, token);
    (client as WsClient).user = user;
    return user;
  }
}

const tokenOf = (client: WsClient, request?: UpgradeRequest): string | undefined =>
  readBearer(request?.headers.authorization) ?? handshakeToken(client);

function close(client: ClosableClient, error: AuthError): void {
  const { message, code } = spokenRefusal(error);
  if (client.disconnect === undefined) return void client.close?.(POLICY_VIOLATION, code);
  client.emit?.('exception', { status: 'error', message, code });
  client.disconnect(true);
}
