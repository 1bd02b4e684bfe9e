import type { ArgumentsHost } from '@nestjs/common';
import { throwError } from 'rxjs';
import { readBearer } from './bearer.js';
import type { GuardedContext, GuardedRequest } from './guarded-context.js';
import { bearerErrorPayload, type ErrorPayload, tokenErrorPayload } from './error-payload.js';

type Headers = Readonly<Record<string, unknown>>;

/** The context of a message in Nest's transporters. In gRPC it is the metadata. */
interface MessageContext extends GuardedRequest {
  /** gRPC. */
  get?(key: string): readonly unknown[];
  getMap?(): unknown;
  /** NATS. */
  getHeaders?(): { get?(key: string): unknown } | undefined;
  /** Kafka and RabbitMQ. */
  getMessage?(): { headers?: Headers; properties?: { headers?: Headers } };
  /** MQTT 5. */
  getPacket?(): { properties?: { userProperties?: Headers } };
  /** TCP and Redis: the metadata that the client's `setOnDispatchHook` adds to a message. */
  getMetadata?(): Headers | null | undefined;
}

/** A client that cannot set headers sends the token in a member of the message. */
interface Message {
  authorization?: unknown;
}

export const rpcContext: GuardedContext = {
  requestOf: (context: ArgumentsHost) => context.switchToRpc().getContext<MessageContext>(),
  tokenOf(request, context) {
    const message = context.switchToRpc().getData<Message | null | undefined>();
    return readBearer(headerOf(request)) ?? readBearer(textOf(message?.authorization));
  },
  refusalOf: async (error, context) => {
    const { RpcException } = await import('@nestjs/microservices');
    return new RpcException(payloadOf(bearerErrorPayload(error), context));
  },
  respond: (error, context) => throwError(() => payloadOf(tokenErrorPayload(error), context)),
};

const isGrpcContext = (context: MessageContext): boolean => 'getMap' in context;

/** Brokers keep the case of names, and both spellings are common. */
function headerOf(context: MessageContext): string | undefined {
  const find = headersOf(context);
  return textOf(find('authorization')) ?? textOf(find('Authorization'));
}

function headersOf(context: MessageContext): (name: string) => unknown {
  if (isGrpcContext(context)) return (name) => context.get?.(name)[0];
  const ofNats = context.getHeaders?.();
  if (ofNats?.get !== undefined) return (name) => ofNats.get?.(name);
  const message = context.getMessage?.();
  const properties = context.getPacket?.().properties?.userProperties;
  const headers = message?.headers ?? message?.properties?.headers ?? properties;
  return (name) => (headers ?? context.getMetadata?.())?.[name];
}

/** NATS returns an empty string for a missing header. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function payloadOf(payload: ErrorPayload, context: ArgumentsHost): object {
  const isGrpc = isGrpcContext(context.switchToRpc().getContext<MessageContext>());
  return (isGrpc ? grpcError : plainError)(payload);
}

const plainError = ({ message, code }: ErrorPayload): object => ({
  status: 'error',
  message,
  code,
});

/** gRPC's status codes, by HTTP status. */
const GRPC_CODES: Readonly<Record<number, number>> = { 400: 3, 401: 16, 403: 7, 422: 3, 503: 14 };

const grpcError = ({ httpStatus, message }: ErrorPayload): object => ({
  code: GRPC_CODES[httpStatus],
  message,
});
