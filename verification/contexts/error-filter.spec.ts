import {
  Catch,
  Controller,
  type ExceptionFilter,
  HttpException,
  type INestApplication,
  UseFilters,
} from '@nestjs/common';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import {
  ClientProxyFactory,
  MessagePattern,
  RpcException,
  Transport,
  type TcpOptions,
} from '@nestjs/microservices';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Server } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { AuthErrorFilter, CredentialsService, TokenService } from '../../src/index.js';
import { TestApolloDriver } from './apollo.driver.js';
import { TestApplication } from '../../test/module/contexts/application.js';

let application: TestApplication;
afterEach(() => application.stop());

const INVALID = { message: 'Token is invalid or expired', code: 'token_not_valid' };

@Resolver()
@UseFilters(AuthErrorFilter)
class Queries {
  constructor(
    private readonly tokens: TokenService,
    private readonly credentials: CredentialsService,
  ) {}

  @Query(() => String)
  async refresh() {
    return JSON.stringify(await this.tokens.refresh('garbage'));
  }

  @Query(() => String)
  async logIn() {
    return JSON.stringify(await this.credentials.authenticate('carol', 'wrong'));
  }

  @Query(() => String)
  refused(): string {
    throw new HttpException('of the application', 418);
  }

  @Query(() => String)
  fault(): string {
    throw new Error('unexpected');
  }
}

/** Message handlers of WebSockets and microservices. */
@Controller()
@UseFilters(AuthErrorFilter)
class Messages {
  constructor(private readonly tokens: TokenService) {}

  @MessagePattern('refresh')
  refresh() {
    return this.tokens.refresh('garbage');
  }

  @MessagePattern('refused')
  refused() {
    throw new RpcException('of the application');
  }

  @MessagePattern('http')
  http() {
    throw new HttpException('of the application', 418);
  }
}

@WebSocketGateway()
@UseFilters(AuthErrorFilter)
class Gateway {
  constructor(private readonly tokens: TokenService) {}

  @SubscribeMessage('refresh')
  refresh() {
    return this.tokens.refresh('garbage');
  }

  @SubscribeMessage('refused')
  refused() {
    throw new WsException('of the application');
  }

  @SubscribeMessage('http')
  http() {
    throw new HttpException('of the application', 418);
  }
}

/** A filter of the application for its own errors. */
@Catch(HttpException)
class TeapotFilter implements ExceptionFilter {
  catch() {
    return new Error('translated by the application');
  }
}

async function query(
  fields: string,
): Promise<{ data: unknown; errors: { message: string; extensions: object }[] }> {
  const response = await fetch(`${await application.app.getUrl()}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: `{ ${fields} }` }),
  });
  return (await response.json()) as Awaited<ReturnType<typeof query>>;
}

describe('AuthErrorFilter in GraphQL', () => {
  const start = async (prepare?: (app: INestApplication) => unknown) => {
    application = new TestApplication();
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: TestApolloDriver,
      autoSchemaFile: true,
      includeStacktraceInErrorResponses: false,
    });
    await application.start({ imports: [graphql], providers: [Queries] }, prepare);
  };

  it('sends an AuthError with its code to a GraphQL client', async () => {
    await start();
    expect((await query('refresh')).errors[0]).toMatchObject({
      message: INVALID.message,
      extensions: { code: 'UNAUTHENTICATED', reason: INVALID.code },
    });
    expect((await query('logIn')).errors[0]).toMatchObject({
      message: 'No active account found with the given credentials',
      extensions: { code: 'UNAUTHENTICATED', reason: 'invalid_credentials' },
    });
  });

  it('leaves every other GraphQL error to Nest and keeps serving', async () => {
    await start();
    expect((await query('refused')).errors[0]!.message).toBe('of the application');
    expect((await query('fault')).errors[0]!.message).toBe('unexpected');
    expect((await query('refresh')).errors[0]!.message).toBe(INVALID.message);
  });

  it('leaves GraphQL errors of the application to its filters', async () => {
    await start((app) => app.useGlobalFilters(new TeapotFilter()));
    expect((await query('refused')).errors[0]!.message).toBe('translated by the application');
    expect((await query('refresh')).errors[0]!.message).toBe(INVALID.message);
  });
});

describe('AuthErrorFilter in a microservice', () => {
  it('sends an AuthError with its code to a microservice client and leaves every other error to Nest', async () => {
    application = new TestApplication();
    await application.start({ controllers: [Messages] }, async (app) => {
      app.connectMicroservice<TcpOptions>(
        { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } },
        { inheritAppConfig: true },
      );
      await app.startAllMicroservices();
    });
    const [service] = application.app.getMicroservices();
    const { port } = service!.unwrap<Server>().address() as { port: number };
    const client = ClientProxyFactory.create({
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port },
    });
    const send = (pattern: string) =>
      firstValueFrom(client.send(pattern, {})).catch((error: unknown) => error);
    try {
      expect(await send('refresh')).toEqual({ status: 'error', ...INVALID });
      expect(await send('refused')).toEqual({ status: 'error', message: 'of the application' });
      expect(await send('http')).toEqual({ status: 'error', message: 'Internal server error' });
    } finally {
      client.close();
    }
  });
});

/** @returns the data of the `exception` event that the client receives */
type Send = (event: string) => Promise<object>;

const overSocketIo: Send = async (event) => {
  const socket = io(`http://127.0.0.1:${application.port}`, { transports: ['websocket'] });
  try {
    const received = new Promise<object>((resolve) => socket.once('exception', resolve));
    socket.emit(event, {});
    return await received;
  } finally {
    socket.close();
  }
};

const overWebSocket: Send = async (event) => {
  const socket = new WebSocket(`ws://127.0.0.1:${application.port}`);
  try {
    const received = new Promise<string>((resolve) =>
      socket.once('message', (data: Buffer) => resolve(data.toString())),
    );
    socket.once('open', () => socket.send(JSON.stringify({ event, data: {} })));
    const message = JSON.parse(await received) as { event: string; data: object };
    expect(message.event).toBe('exception');
    return message.data;
  } finally {
    socket.close();
  }
};

describe.each<[string, (app: INestApplication) => IoAdapter | WsAdapter, Send]>([
  ['socket.io', (app) => new IoAdapter(app), overSocketIo],
  ['plain WebSockets', (app) => new WsAdapter(app), overWebSocket],
])('AuthErrorFilter in a gateway of %s', (_, adapter, send) => {
  it('sends an AuthError with its code to a WebSocket client and leaves every other error to Nest', async () => {
    application = new TestApplication();
    await application.start({ providers: [Gateway] }, (app) =>
      app.useWebSocketAdapter(adapter(app)),
    );
    expect(await send('refresh')).toEqual({ status: 'error', ...INVALID });
    expect(await send('refused')).toMatchObject({ status: 'error', message: 'of the application' });
    expect(await send('http')).toMatchObject({ message: 'Internal server error' });
  });
});
