import { type ExecutionContext, Injectable, type Type, UseGuards } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { describe, expect, it } from '@jest/globals';
import { CurrentUser, type GuardedRequest, JwtAuthGuard } from '../../../src/index.js';
import { GuardedApplication } from './guarded-application.js';
import { sendTcp, TCP } from './transports/tcp.js';
import { guardedHandlers, INVALID, messageError, MISSING } from './transports/transport.js';

const start = (handlers: Type) => GuardedApplication.start(TCP.serve(handlers));

describe('a TCP microservice', () => {
  it.each([['text'], [7], [{ authorization: { toString: 'Bearer' } }], [[1, 2]]])(
    'finds no token in the message %j',
    async (message) => {
      const application = await start(guardedHandlers(TCP));
      expect(await sendTcp(application, 'id', message)).toEqual(messageError(MISSING));
    },
  );

  it('hides errors of the application from a microservice client', async () => {
    const application = await start(guardedHandlers(TCP));
    const token = await application.logIn();
    application.breakUsers(new Error('password of the database: hunter2'));
    const message = 'Internal server error';
    expect(await TCP.call(application, 'id', token)).toEqual({ status: 'error', message });
  });
});

@Injectable()
class MemberGuard extends JwtAuthGuard {
  protected override extractToken(_: GuardedRequest, context: ExecutionContext) {
    return context.switchToRpc().getData<{ jwt?: string | null }>().jwt;
  }
}

@UseGuards(MemberGuard)
class OwnMessages {
  @MessagePattern('id')
  id(@CurrentUser('id') id: string) {
    return id;
  }
}

describe('a guard that reads the token from another field of the message', () => {
  it('accepts a valid token in the field that extractToken reads', async () => {
    const application = await start(OwnMessages);
    expect(await sendTcp(application, 'id', { jwt: await application.logIn() })).toBe('7');
  });

  it.each([
    ['rejects a value that is not a string', { split: 1 }, INVALID],
    ['treats undefined as a missing token', undefined, MISSING],
    ['treats null as a missing token', null, MISSING],
  ])('%s in the field that extractToken reads', async (_, jwt, expected) => {
    const application = await start(OwnMessages);
    expect(await sendTcp(application, 'id', { jwt })).toEqual(messageError(expected));
  });
});
