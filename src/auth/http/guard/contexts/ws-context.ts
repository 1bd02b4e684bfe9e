import type { ExecutionContext } from '@nestjs/common';
import { readBearer } from '../bearer.js';
import type { GuardedContext, GuardedRequest } from './guarded-context.js';
import { spokenRefusal } from './spoken-refusal.js';

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
  requestOf: (context: ExecutionContext) => context.switchToWs().getClient<WsClient>(),
  tokenOf: (client) => tokens.get(client) ?? handshakeToken(client),
  refusalOf: async (error) => {
    const { WsException } = await import('@nestjs/websockets');
    const { message, code } = spokenRefusal(error);
    return new WsException({ status: 'error', message, code });
  },
};

/** What socket.io's clients write as `auth: { token }`, or a header; nothing is read from the URL. */
export function handshakeToken({ handshake }: WsClient): string | undefined {
  const token = handshake?.auth?.['token'];
  if (typeof token !== 'string') return readBearer(handshake?.headers?.authorization);
  return readBearer(token) ?? token;
}
