import { type ExecutionContext, UseGuards } from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { describe, expect, it } from '@jest/globals';
import { CurrentUser, type GuardedRequest, JwtAuthGuard } from '../../../src/index.js';
import { describeConnections } from './describe-connections.js';
import { GuardedApplication } from './guarded-application.js';
import { guardedHandlers, messageError, MISSING } from './transports/transport.js';
import { WS } from './transports/ws.js';

describe('a WebSocket connection', () => {
  describeConnections(WS);

  it('admit closes a connection whose Authorization header is malformed', async () => {
    const application = await GuardedApplication.start(WS.serve(guardedHandlers(WS)));
    const connection = WS.connect(application, { token: 'two words' });
    expect(await connection.untilClosed()).toEqual([1008, 'bad_authorization_header']);
  });
});

describe('a WebSocket guard that extends JwtAuthGuard', () => {
  class MessageGuard extends JwtAuthGuard {
    protected override extractToken(_: GuardedRequest, context: ExecutionContext) {
      return context.switchToWs().getData<{ jwt?: string }>().jwt;
    }
  }

  @WebSocketGateway()
  @UseGuards(MessageGuard)
  class Messages {
    @SubscribeMessage('id')
    id(@CurrentUser('id') data: string) {
      return { event: 'id', data };
    }
  }

  it('reads the token from each WebSocket message when extractToken does', async () => {
    const application = await GuardedApplication.start(WS.serve(Messages));
    const connection = WS.connect(application);
    expect(await connection.send('id', { jwt: await application.logIn() })).toBe('7');
    expect(await connection.send('id', {})).toEqual(messageError(MISSING));
    connection.close();
  });
});
