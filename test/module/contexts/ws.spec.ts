import { type ExecutionContext, type INestApplication, UseGuards } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import {
  type AuthUser,
  CurrentUser,
  type GuardedRequest,
  JwtAuthGuard,
  OptionalAuth,
  Public,
  Roles,
  WsConnections,
} from '../../../src/index.js';
import { Deferred } from '../../support/deferred.js';
import { type Caller, describeGuard, greet } from './guarding.js';
import { Host, SPOILED, type Way } from './host.js';

interface Opening {
  headers: { authorization?: string };
}

const said = (data: unknown) => ({ event: 'response', data });

/** Lets whoever sends no token in as nobody, and asks for a token with each message. */
@WebSocketGateway()
@UseGuards(JwtAuthGuard)
class Messages {
  constructor(private readonly connections: WsConnections) {}

  async handleConnection(client: object, request: Opening) {
    if (request.headers.authorization === undefined) return;
    await this.connections.admit(client, request);
  }

  @SubscribeMessage('user')
  user(@CurrentUser() user: AuthUser) {
    return said(user);
  }

  @SubscribeMessage('id')
  id(@CurrentUser('id') id: string) {
    return said(id);
  }

  @SubscribeMessage('administration')
  @Roles('admin')
  administration(@CurrentUser() user: AuthUser) {
    return said(greet(user));
  }

  @SubscribeMessage('greeting')
  @OptionalAuth()
  greeting(@CurrentUser() user?: AuthUser) {
    return said(greet(user));
  }

  @SubscribeMessage('front-page')
  @Public()
  frontPage(@CurrentUser() user?: AuthUser) {
    return said(greet(user));
  }

  @Public()
  @SubscribeMessage('authenticate')
  async authenticate(@ConnectedSocket() client: object, @MessageBody() token: unknown) {
    return said((await this.connections.authenticate(client, token)).id);
  }
}

/** Asks for a token with the connection. */
@WebSocketGateway()
@UseGuards(JwtAuthGuard)
class Admitting {
  constructor(private readonly connections: WsConnections) {}

  async handleConnection(client: object, request: Opening) {
    await this.connections.admit(client, request);
  }

  @SubscribeMessage('id')
  id(@CurrentUser('id') id: string) {
    return said(id);
  }
}

const withWs = (app: INestApplication) => app.useWebSocketAdapter(new WsAdapter(app));

const exception = (message: string, code: string) => ({ status: 'error', message, code });

const MISSING = exception('Authentication credentials were not provided.', 'missing_token');
const INVALID = exception('Given token not valid for any token type', 'token_not_valid');

const TOLD = {
  missing: MISSING,
  invalid: [1008, 'token_not_valid'],
  insufficient: exception(
    'You do not have permission to perform this action.',
    'insufficient_scope',
  ),
  unavailable: [1013, 'temporarily_unavailable'],
};

const sockets: WebSocket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.terminate()));

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

function connect(host: Host, headers: Record<string, string> = {}, path = ''): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/${path}`, { headers });
  sockets.push(socket);
  return socket;
}

const closed = (socket: WebSocket): Promise<unknown> =>
  new Promise((resolve) => {
    socket.once('close', (code, reason) => resolve([code, reason.toString()]));
  });

/** @returns what the server answers, or tells in its event `exception`, or with what it closes */
async function ask(socket: WebSocket, event: string, data: unknown = {}): Promise<unknown> {
  if (socket.readyState === WebSocket.CONNECTING) {
    await new Promise((resolve) => socket.once('open', resolve));
  }
  const response = new Promise<unknown>((resolve) => {
    socket.once('message', (message: Buffer) =>
      resolve((JSON.parse(message.toString()) as { data: unknown }).data),
    );
  });
  socket.send(JSON.stringify({ event, data }));
  return Promise.race([response, closed(socket)]);
}

describe('a gateway on plain WebSockets', () => {
  async function start(way: Way): Promise<Caller> {
    const host = new Host(way);
    await host.start({ providers: [Messages] }, withWs);
    return {
      host,
      ask: (handler, token) =>
        ask(connect(host, token === undefined ? {} : bearer(token)), handler),
    };
  }
  describeGuard(start, TOLD);
});

describe('a plain WebSocket whose token comes in a message', () => {
  const host = new Host();
  beforeAll(() => host.start({ providers: [Messages] }, withWs));
  afterAll(() => host.stop());

  it('is nobody’s before that, and somebody’s from then on', async () => {
    const socket = connect(host);
    expect(await ask(socket, 'id')).toEqual(MISSING);
    expect(await ask(socket, 'authenticate', await host.logIn())).toBe('id-of-carol');
    expect(await ask(socket, 'id')).toBe('id-of-carol');
    expect(await ask(socket, 'greeting')).toEqual({ hello: 'id-of-carol' });
  });

  it('says nothing of other connections', async () => {
    const [first, second] = [connect(host), connect(host)];
    await ask(first, 'authenticate', await host.logIn());
    expect(await ask(second, 'id')).toEqual(MISSING);
    expect(await ask(second, 'greeting')).toEqual({ hello: 'nobody' });
  });

  it.each(SPOILED)('stays nobody’s when its token %s', async (_, spoil) => {
    const socket = connect(host);
    expect(await ask(socket, 'authenticate', spoil(await host.logIn()))).toEqual(INVALID);
    expect(await ask(socket, 'id')).toEqual(MISSING);
    expect(await ask(socket, 'front-page')).toEqual({ hello: 'nobody' });
  });

  it('goes on with a new token, and keeps the old one when the new one is bad', async () => {
    const socket = connect(host, bearer(await host.logIn()));
    expect(await ask(socket, 'authenticate', 'a.b.c')).toEqual(INVALID);
    expect(await ask(socket, 'id')).toBe('id-of-carol');
    host.clock.pass(200_000);
    expect(await ask(socket, 'authenticate', await host.logIn())).toBe('id-of-carol');
    host.clock.pass(200_000);
    expect(await ask(socket, 'id')).toBe('id-of-carol');
  });
});

describe('a gateway on plain WebSockets that admits connections', () => {
  const host = new Host();
  beforeAll(() => host.start({ providers: [Admitting] }, withWs));
  afterAll(() => host.stop());
  afterEach(() => host.mendUsers());

  it('admits one with a good token', async () => {
    const socket = connect(host, bearer(await host.logIn()));
    expect(await ask(socket, 'id')).toBe('id-of-carol');
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it('judges a message that comes before it has judged the connection', async () => {
    const token = await host.logIn();
    const users = new Deferred<void>();
    host.holdUsers(users.promise);
    const socket = connect(host, bearer(token));
    const response = ask(socket, 'id');
    socket.once('open', () => socket.ping());
    // By then the message has come, which was sent before.
    await new Promise((resolve) => socket.once('pong', resolve));
    users.resolve();
    expect(await response).toBe('id-of-carol');
  });

  it('closes one without a token, and says so', async () => {
    expect(await closed(connect(host))).toEqual([1008, 'missing_token']);
  });

  it('closes one whose header is no bearer token', async () => {
    const socket = connect(host, { Authorization: 'Bearer two words' });
    expect(await closed(socket)).toEqual([1008, 'bad_authorization_header']);
  });

  it('does not look at the URL', async () => {
    const token = await host.logIn();
    const socket = connect(host, {}, `?token=${token}&access_token=${token}`);
    expect(await closed(socket)).toEqual([1008, 'missing_token']);
  });

  it('closes the connection when the application’s code breaks, and says nothing of it', async () => {
    const token = await host.logIn();
    host.breakUsers(new Error('password of the database: hunter2'));
    expect(await closed(connect(host, bearer(token)))).toEqual([1011, 'internal_error']);
  });

  it('refuses the next message once the session has ended', async () => {
    const token = await host.logIn();
    const socket = connect(host, bearer(token));
    expect(await ask(socket, 'id')).toBe('id-of-carol');
    await host.endSession(token);
    expect(await ask(socket, 'id')).toEqual(INVALID);
  });
});

describe('a guard of the application’s own', () => {
  class MessageGuard extends JwtAuthGuard {
    protected override extractToken(_: GuardedRequest, context: ExecutionContext) {
      return context.switchToWs().getData<{ jwt?: string }>().jwt;
    }
  }

  @WebSocketGateway()
  @UseGuards(MessageGuard)
  class Odd {
    @SubscribeMessage('id')
    id(@CurrentUser('id') id: string) {
      return said(id);
    }
  }

  const host = new Host();
  beforeAll(() => host.start({ providers: [Odd] }, withWs));
  afterAll(() => host.stop());

  it('takes the token from each message', async () => {
    const socket = connect(host);
    expect(await ask(socket, 'id', { jwt: await host.logIn() })).toBe('id-of-carol');
    expect(await ask(socket, 'id', {})).toEqual(MISSING);
  });
});

describe('a guard for the whole application', () => {
  @WebSocketGateway()
  class Unguarded {
    @SubscribeMessage('id')
    id(@CurrentUser('id') id: string) {
      return said(id);
    }
  }

  const host = new Host('forRoot', { globalGuard: true });
  beforeAll(() => host.start({ providers: [Unguarded] }, withWs));
  afterAll(() => host.stop());

  it('guards messages too', async () => {
    expect(await ask(connect(host), 'id')).toEqual(MISSING);
  });
});
