import type { Server } from 'node:net';
import {
  Controller,
  type ExecutionContext,
  Injectable,
  type Type,
  UseGuards,
} from '@nestjs/common';
import {
  type ClientProxy,
  ClientProxyFactory,
  MessagePattern,
  Transport,
  type TcpOptions,
} from '@nestjs/microservices';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import {
  type AuthUser,
  CurrentUser,
  type GuardedRequest,
  JwtAuthGuard,
  OptionalAuth,
  Public,
  Roles,
} from '../../../src/index.js';
import { type TestClient, describeGuard, greet } from './describe-guard.js';
import { TestApplication, type ModuleMethod } from './application.js';

@Controller()
@UseGuards(JwtAuthGuard)
class Messages {
  @MessagePattern('user')
  user(@CurrentUser() user: AuthUser) {
    return user;
  }

  @MessagePattern('id')
  id(@CurrentUser('id') id: string) {
    return id;
  }

  @MessagePattern('administration')
  @Roles('admin')
  administration(@CurrentUser() user: AuthUser) {
    return greet(user);
  }

  @MessagePattern('greeting')
  @OptionalAuth()
  greeting(@CurrentUser() user?: AuthUser) {
    return greet(user);
  }

  @MessagePattern('front-page')
  @Public()
  frontPage(@CurrentUser() user?: AuthUser) {
    return greet(user);
  }
}

const ERRORS = {
  missing: {
    status: 'error',
    message: 'Authentication credentials were not provided.',
    code: 'missing_token',
  },
  invalid: {
    status: 'error',
    message: 'Given token not valid for any token type',
    code: 'token_not_valid',
  },
  insufficient: {
    status: 'error',
    message: 'You do not have permission to perform this action.',
    code: 'insufficient_scope',
  },
  unavailable: {
    status: 'error',
    message: 'Service temporarily unavailable, try again later.',
    code: 'temporarily_unavailable',
  },
};

/** Sends one message on a new connection. */
type Send = (client: ClientProxy, pattern: string, token: string | undefined) => Promise<unknown>;

const inMessage: Send = (client, pattern, token) =>
  firstValueFrom(
    client.send(pattern, token === undefined ? {} : { authorization: `Bearer ${token}` }),
  );

const inMetadata: Send = (client, pattern, token) => {
  const metadata = token === undefined ? undefined : { authorization: `Bearer ${token}` };
  client.setOnDispatchHook((packet) => Object.assign(packet, { metadata }));
  return firstValueFrom(client.send(pattern, {}));
};

describe.each([
  ['a field of the message', inMessage],
  ['metadata that the client adds', inMetadata],
])('a TCP microservice with tokens in %s', (_, sendMessage) => {
  describeGuard(async (method) => startClient(method, sendMessage), ERRORS);
});

describe('a TCP microservice', () => {
  const application = new TestApplication();
  let port: number;
  beforeAll(async () => (port = await startTcp(application, [Messages])));
  afterAll(() => application.stop());

  const send = (pattern: string, message: unknown) =>
    withClient(port, (client) => firstValueFrom(client.send(pattern, message)));

  it.each([['text'], [7], [{ authorization: { toString: 'Bearer' } }], [[1, 2]]])(
    'finds no token in the message %j',
    async (message) => {
      expect(await send('id', message).catch((error: unknown) => error)).toEqual(ERRORS.missing);
    },
  );

  it('hides errors of the application from a microservice client', async () => {
    const authorization = `Bearer ${await application.logIn()}`;
    application.breakUsers(new Error('password of the database: hunter2'));
    expect(await send('id', { authorization }).catch((error: unknown) => error)).toEqual({
      status: 'error',
      message: 'Internal server error',
    });
    application.repairUsers();
  });
});

describe('a guard that reads the token from another field of the message', () => {
  const application = new TestApplication();
  let port: number;
  beforeAll(async () => (port = await startTcp(application, [OwnMessages])));
  afterAll(() => application.stop());

  const send = (message: unknown) =>
    withClient(port, (client) => firstValueFrom(client.send('own', message))).catch(
      (error: unknown) => error,
    );

  it('accepts a valid token in the field that extractToken reads', async () => {
    expect(await send({ jwt: await application.logIn() })).toBe('id-of-carol');
  });

  it('rejects a value that is not a string in the field that extractToken reads', async () => {
    expect(await send({ jwt: { split: 1 } })).toEqual(ERRORS.invalid);
  });

  it.each([[undefined], [null]])(
    'treats %s in the field that extractToken reads as a missing token',
    async (jwt) => {
      expect(await send({ jwt })).toEqual(ERRORS.missing);
    },
  );
});

describe('the global guard in microservices', () => {
  const application = new TestApplication('forRoot', { globalGuard: true });
  let port: number;
  beforeAll(async () => (port = await startTcp(application, [Unguarded])));
  afterAll(() => application.stop());

  it('the global guard applies to microservices that inherit the application config', async () => {
    const sendMessage = (token?: string) =>
      withClient(port, (client) => inMessage(client, 'open', token)).catch(
        (error: unknown) => error,
      );
    expect(await sendMessage()).toEqual(ERRORS.missing);
    expect(await sendMessage(await application.logIn())).toBe('id-of-carol');
  });
});

@Injectable()
class MemberGuard extends JwtAuthGuard {
  protected override extractToken(_: GuardedRequest, context: ExecutionContext) {
    return context.switchToRpc().getData<{ jwt?: string | null }>().jwt;
  }
}

@Controller()
@UseGuards(MemberGuard)
class OwnMessages {
  @MessagePattern('own')
  id(@CurrentUser('id') id: string) {
    return id;
  }
}

@Controller()
class Unguarded {
  @MessagePattern('open')
  id(@CurrentUser('id') id: string) {
    return id;
  }
}

async function startClient(method: ModuleMethod, sendMessage: Send): Promise<TestClient> {
  const application = new TestApplication(method);
  const port = await startTcp(application, [Messages]);
  return {
    application,
    send: (handler, token) =>
      withClient(port, (client) => sendMessage(client, handler, token)).catch(
        (error: unknown) => error,
      ),
  };
}

/** @returns the port of the microservice */
async function startTcp(application: TestApplication, controllers: Type[]): Promise<number> {
  let server: { unwrap<T>(): T } | undefined;
  await application.start({ controllers }, async (app) => {
    const tcp: TcpOptions = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } };
    server = app.connectMicroservice(tcp, { inheritAppConfig: true });
    await app.startAllMicroservices();
  });
  return (server!.unwrap<Server>().address() as { port: number }).port;
}

async function withClient<T>(port: number, use: (client: ClientProxy) => Promise<T>): Promise<T> {
  const options = { host: '127.0.0.1', port };
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
  return use(client).finally(() => void client.close());
}
