import { Inject } from '@nestjs/common';
import { WebSocketGateway, WsException } from '@nestjs/websockets';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { WsConnections } from '../../src/index.js';
import { describeConnections } from '../../test/module/contexts/describe-connections.js';
import { describeErrorFilter } from '../../test/module/contexts/describe-error-filter.js';
import { describeGuard } from '../../test/module/contexts/describe-guard.js';
import { GuardedApplication } from '../../test/module/contexts/guarded-application.js';
import { MISSING } from '../../test/module/contexts/transports/transport.js';
import { open, SOCKET_IO } from './socket-io.js';

const [{ prepare, closing }] = SOCKET_IO as [(typeof SOCKET_IO)[0]];
const HIDDEN = { http: 'Internal server error', fault: 'Internal server error' };

describe.each(SOCKET_IO)('JwtAuthGuard over $name', describeGuard);

describe('AuthErrorFilter over socket.io', () => {
  describeErrorFilter(SOCKET_IO[0]!, WsException, HIDDEN);
});

describe('a socket.io connection', () => describeConnections(SOCKET_IO[0]!));

describe('a socket.io connection without a token', () => {
  @WebSocketGateway()
  class Admitting {
    @Inject(WsConnections)
    private readonly connections!: WsConnections;

    async handleConnection(client: object) {
      await this.connections.admit(client);
    }
  }

  let application: GuardedApplication;
  beforeAll(async () => {
    application = await GuardedApplication.start({ providers: [Admitting], prepare });
  });

  it('admit closes a long-polling connection that has no token', async () => {
    const connection = open(application, { transports: ['polling'] });
    expect(await connection.untilClosed()).toEqual(closing(MISSING));
  });

  it.each([
    [{ token: 7 }],
    [{ token: ['a.b.c'] }],
    [{ token: { toString: 'a.b.c' } }],
    [JSON.parse('{"__proto__":{"token":"a.b.c"}}') as object],
    [{ constructor: { token: 'a.b.c' } }],
  ])('admit closes a connection with missing_token when its auth data is %j', async (auth) => {
    expect(await open(application, { auth }).untilClosed()).toEqual(closing(MISSING));
  });
});
