import type { ArgumentsHost } from '@nestjs/common';
import type { AuthError } from '../../../domain/auth-error.js';
import { readBearer } from './bearer.js';
import type { GuardedContext, GuardedRequest } from './guarded-context.js';
import { bearerErrorPayload, type ErrorPayload, tokenErrorPayload } from './error-payload.js';

/** A socket.io socket has the request that opened it as `handshake`. A plain WebSocket does not. */
export interface WsClient extends GuardedRequest {
  handshake?: {
    headers?: { authorization?: string };
    auth?: Readonly<Record<string, unknown>>;
  };
}

/** The tokens of connections, by client: see {@link setToken}. */
const tokens = new WeakMap<object, string>();

/** Sets the token with which later messages of the client are authenticated. */
export const setToken = (client: object, token: string): void => void tokens.set(client, token);

export const wsContext: GuardedContext = {
  requestOf: (context: ArgumentsHost) => context.switchToWs().getClient<WsClient>(),
  tokenOf: (client) => tokens.get(client) ?? handshakeToken(client),
  refusalOf: (error) => wsRefusal(error),
  respond: (error, context) => send(tokenErrorPayload(error), context),
};

export async function wsRefusal(error: AuthError): Promise<Error> {
  const { WsException } = await import('@nestjs/websockets');
  return new WsException(wsError(error));
}

/** Sends an error in the same way as Nest sends a `WsException`. */
async function send(payload: ErrorPayload, context: ArgumentsHost): Promise<void> {
  const { BaseWsExceptionFilter, WsException } = await import('@nestjs/websockets');
  new BaseWsExceptionFilter().catch(new WsException(payloadOf(payload)), context);
}

/** The payload of the event `exception`, in the format of Nest's own errors. */
export const wsError = (error: AuthError) => payloadOf(bearerErrorPayload(error));

const payloadOf = ({ message, code }: ErrorPayload) => ({ status: 'error', message, code });

/** Returns the token of `auth: { token }` in socket.io, or of the header. Does not read the URL. */
export const handshakeToken = ({ handshake }: WsClient): string | undefined =>
  sentToken(handshake?.auth?.['token']) ?? readBearer(handshake?.headers?.authorization);

/**
 * Reads a token that a client sent outside headers, with or without `Bearer` before it.
 *
 * @throws {AuthError} `malformed_authorization`
 */
export const sentToken = (sent: unknown): string | undefined =>
  typeof sent === 'string' ? (readBearer(sent) ?? sent) : undefined;
