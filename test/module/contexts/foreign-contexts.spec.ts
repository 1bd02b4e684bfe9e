import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  KafkaContext,
  MqttContext,
  NatsContext,
  RedisContext,
  RmqContext,
  TcpContext,
} from '@nestjs/microservices';
import { KafkaParser } from '@nestjs/microservices/helpers/index.js';
import { GuardedApplication } from './guarded-application.js';
import { INVALID, messageError, MISSING, UNAVAILABLE } from './transports/transport.js';

let application: GuardedApplication;
let bearer: string;
beforeAll(async () => {
  application = await GuardedApplication.start();
  bearer = `Bearer ${await application.logIn()}`;
});

const request = (authorization?: string) => ({
  headers: authorization === undefined ? {} : { authorization },
});

/**
 * The context that each driver passes to resolvers, and the path of the object that gets the user.
 */
const CONTEXTS: readonly (readonly [string, (bearer: string) => object, string])[] = [
  ['Apollo for a request', (bearer) => ({ req: request(bearer) }), 'req'],
  [
    'Apollo for a connection',
    (authorization) => ({ req: { connectionParams: { authorization }, extra: {} } }),
    'req',
  ],
  ['Yoga', (bearer) => ({ req: request(bearer), request: { headers: new Headers() } }), 'req'],
  [
    'Mercurius for a request',
    (bearer) => ({ app: {}, reply: { request: request(bearer) } }),
    'reply.request',
  ],
  [
    'Mercurius for a connection',
    (authorization) => {
      const upgrade = request();
      return { request: upgrade, reply: { request: upgrade }, _connectionInit: { authorization } };
    },
    'request',
  ],
  [
    'Mercurius for a connection without parameters',
    (bearer) => {
      const upgrade = request(bearer);
      return { request: upgrade, reply: { request: upgrade }, _connectionInit: null };
    },
    'request',
  ],
  [
    'graphql-ws',
    (authorization) => ({ connectionParams: { authorization }, extra: { request: request() } }),
    '',
  ],
];

describe('JwtAuthGuard with the contexts of GraphQL drivers', () => {
  const userOn = (context: object, path: string): unknown =>
    [...path.split('.').filter(Boolean), 'user', 'id'].reduce<unknown>(
      (holder, name) => (holder as Record<string, unknown>)[name],
      context,
    );

  it.each(CONTEXTS)('finds a valid token in the GraphQL context of %s', async (_, make, path) => {
    const context = make(bearer);
    await application.guard('graphql', undefined, {}, context, {});
    expect(userOn(context, path)).toBe('7');
  });

  it.each(CONTEXTS)('rejects an invalid token in the GraphQL context of %s', async (_, make) => {
    const guarded = application.guard('graphql', undefined, {}, make('Bearer a.b.c'), {});
    const extensions = { code: 'UNAUTHENTICATED', reason: INVALID.code };
    await expect(guarded).rejects.toMatchObject({ extensions });
  });

  it('finds the token when a GraphQL federation reference is resolved, which passes no arguments', async () => {
    const context = { req: request(bearer) };
    const reference = { __typename: 'Order', id: 1 };
    await application.guard('graphql', reference, context, { fieldName: '_entities' });
    expect(userOn(context, 'req')).toBe('7');
  });
});

/**
 * Like the class of `nats` 2.x: names are case-sensitive, and a missing header is an empty string.
 */
class NatsHeaders {
  private readonly headers = new Map<string, string>();

  set(name: string, value: string): this {
    this.headers.set(name, value);
    return this;
  }

  get(name: string): string {
    return this.headers.get(name) ?? '';
  }
}

/** Like the class of `@grpc/grpc-js`: names are lowercase, each with a list of values. */
class GrpcMetadata {
  private readonly values = new Map<string, string[]>();

  set(name: string, value: string): this {
    this.values.set(name.toLowerCase(), [value]);
    return this;
  }

  get(name: string): string[] {
    return this.values.get(name.toLowerCase()) ?? [];
  }

  getMap(): object {
    return Object.fromEntries([...this.values].map(([name, [value]]) => [name, value]));
  }
}

/** A Kafka message as Nest's server parses it. Its headers are bytes. */
const kafkaMessage = (name: string, value: string) =>
  new KafkaParser().parse<object>({ value: null, headers: { [name]: Buffer.from(value) } });

/** Contexts as Nest's servers create them, with one header. */
const TRANSPORTS: readonly (readonly [string, (name: string, value: string) => object])[] = [
  ['gRPC', (name, value) => new GrpcMetadata().set(name, value)],
  ['NATS', (name, value) => new NatsContext(['subject', new NatsHeaders().set(name, value)])],
  ['Kafka', (name, value) => new KafkaContext([kafkaMessage(name, value)] as never)],
  [
    'RabbitMQ',
    (name, value) => new RmqContext([{ properties: { headers: { [name]: value } } }, {}, 'p']),
  ],
  [
    'MQTT',
    (name, value) => new MqttContext(['t', { properties: { userProperties: { [name]: value } } }]),
  ],
  ['Redis', (name, value) => new RedisContext(['channel', { [name]: value }] as never)],
  ['TCP', (name, value) => new TcpContext([{}, 'pattern', { [name]: value }] as never)],
];

/** The same contexts without a header. */
const BARE: readonly (readonly [string, () => object])[] = [
  ['gRPC', () => new GrpcMetadata()],
  ['NATS without headers', () => new NatsContext(['subject', undefined])],
  ['NATS with other headers', () => new NatsContext(['subject', new NatsHeaders()])],
  ['Kafka', () => new KafkaContext([new KafkaParser().parse({ value: null })] as never)],
  ['RabbitMQ', () => new RmqContext([{ properties: {} }, {}, 'pattern'])],
  ['MQTT 3', () => new MqttContext(['topic', {}])],
  ['Redis', () => new RedisContext(['channel', undefined] as never)],
  ['TCP', () => new TcpContext([{}, 'pattern', undefined] as never)],
];

describe('JwtAuthGuard with the contexts of microservice transports', () => {
  /** @returns the ID of the user that the handler gets, or the error that the client receives */
  const guard = (message: unknown, context: object): Promise<unknown> =>
    application.guard('rpc', message, context).then(
      () => (context as { user?: { id: string } }).user?.id,
      (error: { getError(): unknown }) => error.getError(),
    );

  describe.each(TRANSPORTS)('%s', (_, withHeader) => {
    it.each([['authorization'], ['Authorization']])(
      'finds a token in the %s header of the transport',
      async (name) => {
        expect(await guard({}, withHeader(name, bearer))).toBe('7');
      },
    );

    it('rejects an invalid token in a transport header although the message has a valid one', async () => {
      const context = withHeader('authorization', 'Bearer a.b.c');
      expect(await guard({ authorization: bearer }, context)).toMatchObject({
        message: INVALID.message,
      });
    });

    it('reads the token from the message when the transport header has another scheme', async () => {
      const context = withHeader('authorization', 'Basic YWxpY2U6cGFzcw==');
      expect(await guard({ authorization: bearer }, context)).toBe('7');
    });
  });

  describe.each(BARE)('%s, without headers', (transport, bare) => {
    it('reads the token from the message when the transport has no headers', async () => {
      expect(await guard({ authorization: bearer }, bare())).toBe('7');
    });

    it('responds with missing_token when neither headers nor message have a token', async () => {
      const { message } = MISSING;
      const expected = transport === 'gRPC' ? { code: 16, message } : messageError(MISSING);
      expect(await guard(null, bare())).toEqual(expected);
    });
  });

  it('sends UNAVAILABLE to gRPC clients while the users cannot be read', async () => {
    const ofAnotherSession = `Bearer ${await application.logIn()}`;
    const metadata = new GrpcMetadata().set('authorization', ofAnotherSession);
    application.breakUsers();
    expect(await guard({}, metadata)).toEqual({ code: 14, message: UNAVAILABLE.message });
  });
});
