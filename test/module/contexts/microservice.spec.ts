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
import { type Caller, describeGuard, greet } from './guarding.js';
import { Host, type Way } from './host.js';

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

const TOLD = {
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

/** What a client does, with a connection of its own. */
type Ask = (client: ClientProxy, pattern: string, token: string | undefined) => Promise<unknown>;

const inMessage: Ask = (client, pattern, token) =>
  firstValueFrom(
    client.send(pattern, token === undefined ? {} : { authorization: `Bearer ${token}` }),
  );

const inMetadata: Ask = (client, pattern, token) => {
  const metadata = token === undefined ? undefined : { authorization: `Bearer ${token}` };
  client.setOnDispatchHook((packet) => Object.assign(packet, { metadata }));
  return firstValueFrom(client.send(pattern, {}));
};

describe.each([
  ['a member of the message', inMessage],
  ['metadata that the client adds', inMetadata],
])('a microservice over TCP, its tokens in %s', (_, ask) => {
  describeGuard(async (way) => startCaller(way, ask), TOLD);
});

describe('a microservice over TCP', () => {
  const host = new Host();
  let port: number;
  beforeAll(async () => (port = await startTcp(host, [Messages])));
  afterAll(() => host.stop());

  const send = (pattern: string, message: unknown) =>
    withClient(port, (client) => firstValueFrom(client.send(pattern, message)));

  it.each([['text'], [7], [{ authorization: { toString: 'Bearer' } }], [[1, 2]]])(
    'finds no token in the message %j',
    async (message) => {
      expect(await send('id', message).catch((told: unknown) => told)).toEqual(TOLD.missing);
    },
  );

  it('tells a client nothing of what went wrong in the application', async () => {
    const authorization = `Bearer ${await host.logIn()}`;
    host.breakUsers(new Error('password of the database: hunter2'));
    expect(await send('id', { authorization }).catch((told: unknown) => told)).toEqual({
      status: 'error',
      message: 'Internal server error',
    });
    host.mendUsers();
  });
});

describe('a guard that takes tokens from another member of the message', () => {
  const host = new Host();
  let port: number;
  beforeAll(async () => (port = await startTcp(host, [OddMessages])));
  afterAll(() => host.stop());

  const send = (message: unknown) =>
    withClient(port, (client) => firstValueFrom(client.send('odd', message))).catch(
      (told: unknown) => told,
    );

  it('lets a good one in', async () => {
    expect(await send({ jwt: await host.logIn() })).toBe('id-of-carol');
  });

  it('refuses what is no text', async () => {
    expect(await send({ jwt: { split: 1 } })).toEqual(TOLD.invalid);
  });

  it.each([[undefined], [null]])('takes %s for none', async (jwt) => {
    expect(await send({ jwt })).toEqual(TOLD.missing);
  });
});

describe('a guard for the whole application', () => {
  const host = new Host('forRoot', { globalGuard: true });
  let port: number;
  beforeAll(async () => (port = await startTcp(host, [Unguarded])));
  afterAll(() => host.stop());

  it('guards microservices that inherit the application’s configuration', async () => {
    const ask = (token?: string) =>
      withClient(port, (client) => inMessage(client, 'open', token)).catch((told: unknown) => told);
    expect(await ask()).toEqual(TOLD.missing);
    expect(await ask(await host.logIn())).toBe('id-of-carol');
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
class OddMessages {
  @MessagePattern('odd')
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

async function startCaller(way: Way, ask: Ask): Promise<Caller> {
  const host = new Host(way);
  const port = await startTcp(host, [Messages]);
  return {
    host,
    ask: (handler, token) =>
      withClient(port, (client) => ask(client, handler, token)).catch((told: unknown) => told),
  };
}

/** @returns the port of the microservice */
async function startTcp(host: Host, controllers: Type[]): Promise<number> {
  let server: { unwrap<T>(): T } | undefined;
  await host.start({ controllers }, async (app) => {
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
