import type { ArgumentsHost } from '@nestjs/common';
import type { AuthError } from '../../../domain/auth-error.js';
import { readBearer } from '../bearer.js';
import type { GuardedContext, GuardedRequest } from './guarded-context.js';
import { bearerErrorPayload, type ErrorPayload, tokenErrorPayload } from './error-payload.js';

/** A socket.io socket keeps the request that opened it; a plain WebSocket does not. */
export interface WsClient extends GuardedRequest {
  handshake?: {
    headers?: { authorization?: string };
    auth?: Readonly<Record<string, unknown>>;
  };
}

/** Tokens of connections, by their clients: see {@link rememberToken}. */
const tokens = new WeakMap<object, string>();

/** From now on the client's messages are judged by this token. */
export const rememberToken = (client: object, token: string): void =>
  void tokens.set(client, token);

export const wsContext: GuardedContext = {
  requestOf: (context: ArgumentsHost) => context.switchToWs().getClient<WsClient>(),
  tokenOf: (client) => tokens.get(client) ?? handshakeToken(client),
  refusalOf: (error) => wsRefusal(error),
  response: (error, context) => send(tokenErrorPayload(error), context),
};

export async function wsRefusal(error: AuthError): Promise<Error> {
  const { WsException } = await import('@nestjs/websockets');
  return new WsException(wsError(error));
}

/** Sends a refusal in the same way as Nest sends a `WsException`. */
async function send(refusal: ErrorPayload, context: ArgumentsHost): Promise<void> {
  const { BaseWsExceptionFilter, WsException } = await import('@nestjs/websockets');
  new BaseWsExceptionFilter().catch(new WsException(payloadOf(refusal)), context);
}

/** The payload of the event `exception`, in the format of Nest's own errors. */
export const wsError = (error: AuthError) => payloadOf(bearerErrorPayload(error));

const payloadOf = ({ message, code }: ErrorPayload) => ({ status: 'error', message, code });

/**
 * What socket.io's clients write as `auth: { token }`, or a header; nothing is read from the URL.
 */
export const handshakeToken = ({ handshake }: WsClient): string | undefined =>
  sentToken(handshake?.auth?.['token']) ?? readBearer(handshake?.headers?.authorization);

/**
 * A token as clients send it outside headers: by itself, or with Bearer before it.
 *
 * @throws {AuthError} `malformed_authorization`
 */
export const sentToken = (sent: unknown): string | undefined =>
  typeof sent === 'string' ? (readBearer(sent) ?? sent) : undefined;
