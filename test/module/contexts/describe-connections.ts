import { Inject, type Type } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Public, WsConnections } from '../../../src/index.js';
import { Deferred } from '../../support/deferred.js';
import { GuardedApplication, INVALID_TOKENS } from './guarded-application.js';
import type { Connection, Opening, SocketTransport } from './transports/socket-transport.js';
import { guardedHandlers, INVALID, MISSING, UNAVAILABLE } from './transports/transport.js';

const INTERNAL_ERROR = { status: 500, code: 'internal_error', message: 'Internal server error' };

interface Gateways {
  /** Accepts every connection and requires a token for each message. */
  Anonymous: Type;
  /** Requires a token for the connection. */
  Admitting: Type;
}

function gatewaysOf(transport: SocketTransport): Gateways {
  @WebSocketGateway()
  class Anonymous extends guardedHandlers(transport) {
    @Inject(WsConnections)
    protected readonly connections!: WsConnections;

    @Public()
    @SubscribeMessage('authenticate')
    async authenticate(@ConnectedSocket() client: object, @MessageBody() token: unknown) {
      const { id } = await this.connections.authenticate(client, token);
      return transport.reply(id, 'authenticate');
    }
  }

  @WebSocketGateway()
  class Admitting extends Anonymous {
    async handleConnection(client: object, request?: { headers: object }) {
      await this.connections.admit(client, request);
    }
  }
  return { Anonymous, Admitting };
}

/** Tests the tokens of connections that stay open. */
export function describeConnections(transport: SocketTransport): void {
  const { Anonymous, Admitting } = gatewaysOf(transport);
  const { prepare, error, closing } = transport;
  const connections: Connection[] = [];
  afterEach(() => connections.splice(0).forEach((connection) => connection.close()));

  let application: GuardedApplication;
  const startWith = (gateway: Type) => async () => {
    application = await GuardedApplication.start({ providers: [gateway], prepare });
  };
  const connect = (opening: Opening = {}): Connection => {
    const connection = transport.connect(application, opening);
    connections.push(connection);
    return connection;
  };

  describe('that authenticates with a message', () => {
    beforeAll(startWith(Anonymous));

    it('is anonymous until authenticate() accepts a token, and then has the user of the token', async () => {
      const connection = connect();
      expect(await connection.send('id')).toEqual(error(MISSING));
      expect(await connection.send('authenticate', await application.logIn())).toBe('7');
      expect(await connection.send('id')).toBe('7');
      expect(await connection.send('greeting')).toEqual({ hello: '7' });
    });

    it('has another user than other connections', async () => {
      const [first, second, third] = [connect(), connect(), connect()];
      await first.send('authenticate', await application.logIn('carol'));
      await second.send('authenticate', await application.logIn('ada'));
      expect([await first.send('id'), await second.send('id')]).toEqual(['7', '8']);
      expect(await third.send('id')).toEqual(error(MISSING));
      expect(await third.send('greeting')).toEqual({ hello: 'guest' });
    });

    it.each(INVALID_TOKENS)(
      'stays anonymous when the token for authenticate() %s',
      async (_, invalidate) => {
        const connection = connect();
        const token = invalidate(await application.logIn());
        expect(await connection.send('authenticate', token)).toEqual(error(INVALID));
        expect(await connection.send('id')).toEqual(error(MISSING));
        expect(await connection.send('frontPage')).toEqual({ hello: 'guest' });
      },
    );

    it.each([[undefined], [null], [7], [{ token: 'a.b.c' }], [['a.b.c']]])(
      'treats %j as a missing token in authenticate()',
      async (message) => {
        expect(await connect().send('authenticate', message)).toEqual(error(MISSING));
      },
    );
  });

  describe('with admit()', () => {
    beforeAll(startWith(Admitting));
    afterEach(() => application.repairUsers());

    it('stays open when its token is valid', async () => {
      const connection = connect({ token: await application.logIn() });
      expect(await connection.send('id')).toBe('7');
      expect(connection.isOpen).toBe(true);
    });

    it('handles messages that arrive before admit() has checked the connection', async () => {
      const token = await application.logIn();
      const users = new Deferred<void>();
      application.holdUsers(users.promise);
      const connection = connect({ token });
      const responses = [connection.send('id'), connection.send('greeting')];
      // The service has received the messages before this one.
      await connection.send('frontPage');
      users.resolve();
      expect(await Promise.all(responses)).toEqual(['7', { hello: '7' }]);
    });

    it('admit closes a connection with a reason when it has no token', async () => {
      expect(await connect().untilClosed()).toEqual(closing(MISSING));
    });

    it.each(INVALID_TOKENS)('admit closes a connection whose token %s', async (_, invalidate) => {
      const token = invalidate(await application.logIn());
      expect(await connect({ token }).untilClosed()).toEqual(closing(INVALID));
    });

    it('admit closes a connection when the token is only in its URL', async () => {
      const token = await application.logIn();
      const query = { token, access_token: token, authorization: `Bearer ${token}` };
      expect(await connect({ query }).untilClosed()).toEqual(closing(MISSING));
    });

    it.each([
      ['with temporarily_unavailable while the users cannot be read', undefined, UNAVAILABLE],
      [
        'without the error when code of the application throws',
        new Error('password of the database: hunter2'),
        INTERNAL_ERROR,
      ],
    ])('admit closes a connection %s', async (_, failure, expected) => {
      const token = await application.logIn();
      application.breakUsers(failure);
      expect(await connect({ token }).untilClosed()).toEqual(closing(expected));
    });

    it('cannot call handlers after its session was revoked or its token expired', async () => {
      const tokens = [await application.logIn(), await application.logIn()] as const;
      const [revoked, expired] = [connect({ token: tokens[0] }), connect({ token: tokens[1] })];
      expect([await revoked.send('id'), await expired.send('id')]).toEqual(['7', '7']);
      await application.revokeSession(tokens[0]);
      expect(await revoked.send('id')).toEqual(error(INVALID));
      expect(await expired.send('id')).toBe('7');
      application.clock.pass(301_000);
      expect(await expired.send('id')).toEqual(error(INVALID));
    });

    it('replaces its token, and keeps the old one when the new one is invalid', async () => {
      const connection = connect({ token: await application.logIn() });
      expect(await connection.send('authenticate', 'a.b.c')).toEqual(error(INVALID));
      expect(await connection.send('id')).toBe('7');
      application.clock.pass(200_000);
      expect(await connection.send('authenticate', await application.logIn())).toBe('7');
      application.clock.pass(200_000);
      expect(await connection.send('id')).toBe('7');
    });
  });
}
