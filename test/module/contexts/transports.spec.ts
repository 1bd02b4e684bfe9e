import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import {
  KafkaContext,
  MqttContext,
  NatsContext,
  RedisContext,
  RmqContext,
  TcpContext,
} from '@nestjs/microservices';
import { KafkaParser } from '@nestjs/microservices/helpers/index.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JwtAuthGuard } from '../../../src/index.js';
import { Host } from './host.js';

/** The class of `nats` (2.x): names match exactly, and what is not there is an empty text. */
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

/** The class of `@grpc/grpc-js`: names in small letters, each with a list of values. */
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

/** What Nest's server makes of a message of Kafka's, whose headers are bytes. */
const kafkaMessage = (name: string, value: string) =>
  new KafkaParser().parse<object>({ value: null, headers: { [name]: Buffer.from(value) } });

/** Contexts as Nest's servers make them, with one header. */
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

/** The same without any header. */
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

/** Asks for no more than a token. */
const handler = () => undefined;

describe('the guard, with the contexts of the transports', () => {
  const host = new Host();
  beforeAll(() => host.start({}));
  afterAll(() => host.stop());

  /** @returns whom the handler is told of, or what the client is told */
  async function guard(message: unknown, ofTransport: object): Promise<unknown> {
    const context = new ExecutionContextHost([message, ofTransport], Object, handler);
    context.setType('rpc');
    try {
      await host.app.get(JwtAuthGuard, { strict: false }).canActivate(context);
      return (ofTransport as { user?: { id: string } }).user?.id;
    } catch (refusal) {
      return (refusal as { getError(): unknown }).getError();
    }
  }

  describe.each(TRANSPORTS)('of %s', (_, withHeader) => {
    it.each([['authorization'], ['Authorization']])('finds the header %s', async (name) => {
      const bearer = `Bearer ${await host.logIn()}`;
      expect(await guard({}, withHeader(name, bearer))).toBe('id-of-carol');
    });

    it('refuses a bad token in it, whatever the message says', async () => {
      const authorization = `Bearer ${await host.logIn()}`;
      expect(await guard({ authorization }, withHeader('authorization', 'Bearer a.b.c'))).toEqual(
        expect.objectContaining({ message: 'Given token not valid for any token type' }),
      );
    });

    it('looks into the message when it holds something of another scheme', async () => {
      const authorization = `Bearer ${await host.logIn()}`;
      const context = withHeader('authorization', 'Basic YWxpY2U6cGFzcw==');
      expect(await guard({ authorization }, context)).toBe('id-of-carol');
    });
  });

  describe.each(BARE)('of %s, without headers', (transport, bare) => {
    it('looks into the message', async () => {
      const authorization = `Bearer ${await host.logIn()}`;
      expect(await guard({ authorization }, bare())).toBe('id-of-carol');
    });

    it('says that there is no token', async () => {
      const message = 'Authentication credentials were not provided.';
      const told =
        transport === 'gRPC'
          ? { code: 16, message }
          : { status: 'error', message, code: 'missing_token' };
      expect(await guard(null, bare())).toEqual(told);
    });
  });

  it('says UNAVAILABLE to gRPC’s clients while the users are away', async () => {
    const metadata = new GrpcMetadata().set('authorization', `Bearer ${await host.logIn()}`);
    host.breakUsers();
    const message = 'Service temporarily unavailable, try again later.';
    expect(await guard({}, metadata)).toEqual({ code: 14, message });
  });
});
