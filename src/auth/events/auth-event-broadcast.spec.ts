import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { settle } from '../../../test/support/deferred.js';
import { AuthEventBroadcast } from './auth-event-broadcast.js';
import { type AuthEvent, AuthEvents } from '../domain/auth-events.js';

const EVENT: AuthEvent = { type: 'authn_password_change', userId: '7', actor: 'user', client: null }; // prettier-ignore

class Sink extends AuthEvents {
  readonly events: AuthEvent[] = [];

  constructor(private readonly result: () => unknown = () => undefined) {
    super();
  }

  emit(event: AuthEvent): unknown {
    this.events.push(event);
    return this.result();
  }
}

describe('AuthEventBroadcast', () => {
  let logged: unknown[];

  beforeEach(() => {
    logged = [];
    const log = (line: unknown) => void logged.push(line);
    jest.spyOn(Logger.prototype, 'error').mockImplementation(log);
  });
  afterEach(() => void jest.restoreAllMocks());

  it('emits an event to every sink, also to a sink that was added later', () => {
    const [first, second] = [new Sink(), new Sink()];
    const events = new AuthEventBroadcast(first);
    events.add(second);
    events.emit(EVENT);
    expect([first.events, second.events]).toEqual([[EVENT], [EVENT]]);
  });

  const fault = new Error('the sink is broken');
  const throws = () => {
    throw fault;
  };
  const rejects = () => Promise.reject(fault);

  it.each([
    ['throws', throws],
    ['returns a promise that rejects', rejects],
  ])('logs the error of a sink that %s, and emits to the next sink', async (_, result) => {
    const second = new Sink();
    new AuthEventBroadcast(new Sink(result), second).emit(EVENT);
    await settle();
    expect(second.events).toEqual([EVENT]);
    expect(logged).toEqual(['AuthEvents.emit failed for authn_password_change.', fault]);
  });
});
