import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { RpcException } from '@nestjs/microservices';
import { WsException } from '@nestjs/websockets';
import { type GuardedRequest, JwtAuthGuard } from '../../../src/index.js';
import { PLATFORMS } from '../support/application.js';
import { describeConnections } from './describe-connections.js';
import { describeErrorFilter } from './describe-error-filter.js';
import { describeGuard } from './describe-guard.js';
import { GuardedApplication } from './guarded-application.js';
import { overCookies, overHttp } from './transports/http.js';
import { sendTcp, TCP, TCP_METADATA } from './transports/tcp.js';
import {
  guardedHandlers,
  INVALID,
  messageError,
  MISSING,
  type Transport,
} from './transports/transport.js';
import { WS } from './transports/ws.js';

const HTTP = [...PLATFORMS.map(overHttp), ...PLATFORMS.map(overCookies)];

describe.each([...HTTP, WS, TCP, TCP_METADATA])('JwtAuthGuard over $name', describeGuard);

describe.each(PLATFORMS)('a guard that reads the token from a cookie on %s', (platform) => {
  it('rejects a token in the Authorization header when extractToken reads only the cookie', async () => {
    const transport = overCookies(platform);
    const application = await GuardedApplication.start(transport.serve(guardedHandlers(transport)));
    expect(await application.http.statusOf('/id', await application.logIn())).toBe(401);
  });
});

const HIDDEN = { http: 'Internal server error', fault: 'Internal server error' };

describe.each([
  [WS, WsException],
  [TCP, RpcException],
])('AuthErrorFilter over $name', (transport, OwnError) => {
  describeErrorFilter(transport, OwnError, HIDDEN);
});

describe('a WebSocket connection', () => {
  describeConnections(WS);

  it('admit closes a connection whose Authorization header is malformed', async () => {
    const application = await GuardedApplication.start(WS.serve(guardedHandlers(WS)));
    const connection = WS.connect(application, { token: 'two words' });
    expect(await connection.untilClosed()).toEqual([1008, 'bad_authorization_header']);
  });
});

describe('a TCP microservice', () => {
  const start = () => GuardedApplication.start(TCP.serve(guardedHandlers(TCP)));

  it.each([['text'], [7], [{ authorization: { toString: 'Bearer' } }], [[1, 2]]])(
    'finds no token in the message %j',
    async (message) => {
      expect(await sendTcp(await start(), 'id', message)).toEqual(messageError(MISSING));
    },
  );

  it('hides errors of the application from a microservice client', async () => {
    const application = await start();
    const token = await application.logIn();
    application.breakUsers(new Error('password of the database: hunter2'));
    const message = 'Internal server error';
    expect(await TCP.call(application, 'id', token)).toEqual({ status: 'error', message });
  });
});

/** Reads the token from the field `jwt` of each message. */
@Injectable()
class MessageGuard extends JwtAuthGuard {
  protected override extractToken(_: GuardedRequest, context: ExecutionContext) {
    const message = context.getType() === 'ws' ? context.switchToWs() : context.switchToRpc();
    return message.getData<{ jwt?: string | null }>().jwt;
  }
}

type Send = (application: GuardedApplication, message: unknown) => Promise<unknown>;

const sendWs: Send = (application, message) => {
  const connection = WS.connect(application);
  return connection.send('id', message).finally(() => connection.close());
};

describe.each<[Transport, Send]>([
  [WS, sendWs],
  [TCP, (application, message) => sendTcp(application, 'id', message)],
])('a guard that reads the token from another field, over $name', (transport, send) => {
  let application: GuardedApplication;
  beforeAll(async () => {
    const handlers = guardedHandlers({ ...transport, guard: MessageGuard });
    application = await GuardedApplication.start(transport.serve(handlers));
  });

  it('accepts a valid token in the field that extractToken reads', async () => {
    expect(await send(application, { jwt: await application.logIn() })).toBe('7');
  });

  it.each([
    ['rejects a value that is not a string', { split: 1 }, INVALID],
    ['treats undefined as a missing token', undefined, MISSING],
    ['treats null as a missing token', null, MISSING],
  ])('%s in the field that extractToken reads', async (_, jwt, expected) => {
    expect(await send(application, { jwt })).toEqual(messageError(expected));
  });
});
