import type { ExecutionContext } from '@nestjs/common';
import type { AuthError } from '../../../domain/auth-error.js';
import { readBearer } from '../bearer.js';
import type { GuardedContext, GuardedRequest } from './guarded-context.js';
import { type SpokenRefusal, spokenRefusal } from './spoken-refusal.js';

/** gRPC's metadata, and what Nest's transporters say of a message. */
interface MessageContext extends GuardedRequest {
  /** gRPC. */
  get?(key: string): readonly unknown[];
  getMap?(): unknown;
  /** NATS. */
  getHeaders?(): { get?(key: string): unknown } | undefined;
  /** Kafka and RabbitMQ. */
  getMessage?(): {
    headers?: Readonly<Record<string, unknown>>;
    properties?: { headers?: Readonly<Record<string, unknown>> };
  };
}

/** Where a transport has no headers, the message has a member for it. */
interface Message {
  authorization?: unknown;
}

export const rpcContext: GuardedContext = {
  requestOf: (context: ExecutionContext) => context.switchToRpc().getContext<MessageContext>(),
  tokenOf(request, context) {
    const message = context.switchToRpc().getData<Message | undefined>();
    return readBearer(textOf(headerOf(request)) ?? textOf(message?.authorization));
  },
  refusalOf: async (error, context) => {
    const { RpcException } = await import('@nestjs/microservices');
    const isGrpc = isOfGrpc(context.switchToRpc().getContext<MessageContext>());
    return new RpcException((isGrpc ? grpcError : plainError)(error));
  },
};

const isOfGrpc = (context: MessageContext): boolean => 'getMap' in context;

function headerOf(context: MessageContext): unknown {
  if (isOfGrpc(context)) return context.get?.('authorization')[0];
  const message = context.getMessage?.();
  const headers = message?.headers ?? message?.properties?.headers;
  return context.getHeaders?.()?.get?.('authorization') ?? headers?.['authorization'];
}

/** Kafka's headers are bytes. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value.toString() : undefined;
}

const plainError = (error: AuthError): object => {
  const { message, code } = spokenRefusal(error);
  return { status: 'error', message, code };
};

/** gRPC's status codes, by what HTTP would answer. */
const GRPC_CODES: Readonly<Record<number, number>> = { 401: 16, 403: 7, 503: 14 };

const grpcError = (error: AuthError): object => {
  const { httpStatus, message }: SpokenRefusal = spokenRefusal(error);
  return { code: GRPC_CODES[httpStatus], message };
};
