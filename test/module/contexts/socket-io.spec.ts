import { type INestApplication, UseGuards } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import {
  type AuthUser,
  CurrentUser,
  JwtAuthGuard,
  OptionalAuth,
  Public,
  Roles,
  WsConnections,
} from '../../../src/index.js';
import { type Caller, describeGuard, greet } from './guarding.js';
import { Host, SPOILED, type Way } from './host.js';

/** Asks for a token with each message, and lets every connection in. */
@WebSocketGateway()
@UseGuards(JwtAuthGuard)
class Messages {
  @SubscribeMessage('user')
  user(@CurrentUser() user: AuthUser) {
    return user;
  }

  @SubscribeMessage('id')
  id(@CurrentUser('id') id: string) {
    return id;
  }

  @SubscribeMessage('administration')
  @Roles('admin')
  administration(@CurrentUser() user: AuthUser) {
    return greet(user);
  }

  @SubscribeMessage('greeting')
  @OptionalAuth()
  greeting(@CurrentUser() user?: AuthUser) {
    return greet(user);
  }

  @SubscribeMessage('front-page')
  @Public()
  frontPage(@CurrentUser() user?: AuthUser) {
    return greet(user);
  }
}

/** Asks for a token with the connection. */
@WebSocketGateway()
@UseGuards(JwtAuthGuard)
class Admitting {
  constructor(private readonly connections: WsConnections) {}

  async handleConnection(client: object) {
    await this.connections.admit(client);
  }

  @SubscribeMessage('id')
  id(@CurrentUser('id') id: string) {
    return id;
  }

  @Public()
  @SubscribeMessage('authenticate')
  async authenticate(@ConnectedSocket() client: object, @MessageBody() token: unknown) {
    return (await this.connections.authenticate(client, token)).id;
  }
}

const error = (message: string, code: string) => ({ status: 'error', message, code });

const TOLD = {
  missing: error('Authentication credentials were not provided.', 'missing_token'),
  invalid: error('Given token not valid for any token type', 'token_not_valid'),
  insufficient: error('You do not have permission to perform this action.', 'insufficient_scope'),
  unavailable: error(
    'Service temporarily unavailable, try again later.',
    'temporarily_unavailable',
  ),
};

type ClientOptions = Partial<ManagerOptions & SocketOptions>;

const sockets: Socket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.disconnect()));

function connect(host: Host, options: ClientOptions = {}, path = ''): Socket {
  const transports = ['websocket'];
  const url = `http://127.0.0.1:${host.port}${path}`;
  const socket = io(url, { transports, forceNew: true, reconnection: false, ...options });
  sockets.push(socket);
  return socket;
}

/** @returns what the server answers, or tells in its event `exception` */
const ask = (socket: Socket, event: string, message: unknown = {}): Promise<unknown> =>
  new Promise((resolve) => {
    socket.once('exception', resolve);
    socket.emit(event, message, resolve);
  });

/** @returns what the client is told before it is closed, and why it was closed */
const closed = (socket: Socket): Promise<unknown[]> =>
  new Promise((resolve) => {
    const told: unknown[] = [];
    socket.on('exception', (message) => told.push(message));
    socket.once('disconnect', (reason) => resolve([...told, reason]));
  });

const withSocketIo = (app: INestApplication) => app.useWebSocketAdapter(new IoAdapter(app));

/** How a client of socket.io's sends a token. */
const WAYS: readonly (readonly [string, (token: string) => ClientOptions])[] = [
  ['auth: { token }', (token) => ({ auth: { token } })],
  ['auth: { token }, with Bearer before it', (token) => ({ auth: { token: `Bearer ${token}` } })],
  ['a header', (token) => ({ extraHeaders: { Authorization: `Bearer ${token}` } })],
];

describe.each(WAYS)('a gateway on socket.io, its tokens in %s', (_, options) => {
  async function start(way: Way): Promise<Caller> {
    const host = new Host(way);
    await host.start({ providers: [Messages] }, withSocketIo);
    return {
      host,
      ask: (handler, token) =>
        ask(connect(host, token === undefined ? {} : options(token)), handler),
    };
  }
  describeGuard(start, TOLD);
});

describe('a gateway on socket.io that admits connections', () => {
  const host = new Host();
  beforeAll(() => host.start({ providers: [Admitting] }, withSocketIo));
  afterAll(() => host.stop());
  afterEach(() => host.mendUsers());

  it('admits one with a good token', async () => {
    const socket = connect(host, { auth: { token: await host.logIn() } });
    expect(await ask(socket, 'id')).toBe('id-of-carol');
    expect(socket.connected).toBe(true);
  });

  it('tells one without a token so, and closes it', async () => {
    expect(await closed(connect(host))).toEqual([TOLD.missing, 'io server disconnect']);
  });

  it.each(SPOILED)('closes one whose token %s', async (_, spoil) => {
    const token = spoil(await host.logIn());
    const told = await closed(connect(host, { auth: { token } }));
    expect(told).toEqual([TOLD.invalid, 'io server disconnect']);
  });

  it('closes one that speaks by long polling, too', async () => {
    const told = await closed(connect(host, { transports: ['polling'] }));
    expect(told).toEqual([TOLD.missing, 'io server disconnect']);
  });

  it('does not look at the URL', async () => {
    const token = await host.logIn();
    const query = { token, access_token: token, authorization: `Bearer ${token}` };
    const told = await closed(connect(host, { query }));
    expect(told).toEqual([TOLD.missing, 'io server disconnect']);
  });

  it.each([
    [{ token: 7 }],
    [{ token: ['a.b.c'] }],
    [{ token: { toString: 'a.b.c' } }],
    [JSON.parse('{"__proto__":{"token":"a.b.c"}}') as object],
    [{ constructor: { token: 'a.b.c' } }],
  ])('finds no token in %j', async (auth) => {
    const told = await closed(connect(host, { auth }));
    expect(told).toEqual([TOLD.missing, 'io server disconnect']);
  });

  it('judges a message that comes before it has judged the connection', async () => {
    const socket = connect(host, { auth: { token: await host.logIn() } });
    const responses = ['id', 'id', 'id'].map((event) => ask(socket, event));
    expect(await Promise.all(responses)).toEqual(Array(3).fill('id-of-carol'));
  });

  it('tells each connection about itself', async () => {
    const [carols, adas] = await Promise.all([host.logIn('carol'), host.logIn('ada')]);
    const [first, second] = [carols, adas].map((token) => connect(host, { auth: { token } }));
    expect(await ask(first!, 'id')).toBe('id-of-carol');
    expect(await ask(second!, 'id')).toBe('id-of-ada');
    expect(await ask(first!, 'id')).toBe('id-of-carol');
  });

  it('refuses the next message once the session has ended, or the token expired', async () => {
    const tokens = await Promise.all([host.logIn(), host.logIn()]);
    const [ended, expired] = tokens.map((token) => connect(host, { auth: { token } }));
    expect([await ask(ended!, 'id'), await ask(expired!, 'id')]).toEqual(
      Array(2).fill('id-of-carol'),
    );
    await host.endSession(tokens[0]);
    expect([await ask(ended!, 'id'), await ask(expired!, 'id')]).toEqual([
      TOLD.invalid,
      'id-of-carol',
    ]);
    host.clock.pass(301_000);
    expect(await ask(expired!, 'id')).toEqual(TOLD.invalid);
  });

  it('goes on with a new token, and keeps the old one when the new one is bad', async () => {
    const socket = connect(host, { auth: { token: await host.logIn() } });
    expect(await ask(socket, 'authenticate', 'a.b.c')).toEqual(TOLD.invalid);
    expect(await ask(socket, 'id')).toBe('id-of-carol');
    host.clock.pass(200_000);
    expect(await ask(socket, 'authenticate', await host.logIn())).toBe('id-of-carol');
    host.clock.pass(200_000);
    expect(await ask(socket, 'id')).toBe('id-of-carol');
  });

  it.each([[undefined], [null], [7], [{ token: 'a.b.c' }], [['a.b.c']]])(
    'takes %j for no token',
    async (message) => {
      const socket = connect(host, { auth: { token: await host.logIn() } });
      expect(await ask(socket, 'authenticate', message)).toEqual(TOLD.missing);
    },
  );

  it('says that it cannot tell, while the users are away', async () => {
    const token = await host.logIn();
    host.breakUsers();
    const told = await closed(connect(host, { auth: { token } }));
    expect(told).toEqual([TOLD.unavailable, 'io server disconnect']);
  });

  it('closes the connection when the application’s code breaks, and says nothing of it', async () => {
    const token = await host.logIn();
    host.breakUsers(new Error('password of the database: hunter2'));
    const told = await closed(connect(host, { auth: { token } }));
    const unknown = error('Internal server error', 'internal_error');
    expect(told).toEqual([unknown, 'io server disconnect']);
  });
});
