import { describe, expect, it, jest } from '@jest/globals';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { runStrategy, UNREGISTERED } from './run-strategy.js';

class TestStrategy extends PassportStrategy(Strategy) {
  getPassportInstance() {
    return UNREGISTERED;
  }

  async validate(username: string, password: string): Promise<object | null> {
    await Promise.resolve();
    if (password === 'fails') throw new TypeError('a bug in the strategy');
    return password === 'right' ? { username } : null;
  }
}

describe('runStrategy', () => {
  const strategy = new TestStrategy();
  const run = (username: string, password: string) =>
    runStrategy(strategy, { body: { username, password } });

  it('returns the value of validate', async () => {
    expect(await run('alice', 'right')).toEqual({ username: 'alice' });
  });

  it('returns undefined when the strategy rejects the request', async () => {
    expect(await run('alice', 'wrong')).toBeUndefined();
  });

  it('rejects with the error of validate', async () => {
    await expect(run('alice', 'fails')).rejects.toThrow(TypeError);
  });

  it('returns its own user to each of several requests', async () => {
    const users = await Promise.all(['alice', 'bob'].map((name) => run(name, 'right')));
    expect(users).toEqual([{ username: 'alice' }, { username: 'bob' }]);
  });

  it('does not change the request', async () => {
    const request = Object.freeze({ body: { username: 'alice', password: 'right' } });
    expect(await runStrategy(strategy, request)).toEqual({ username: 'alice' });
  });

  it('runs a strategy that is not in the registry of passport', () => {
    const next = jest.fn();
    const middleware = passport.authenticate('local') as (...args: unknown[]) => void;
    middleware({}, {}, next);
    expect(next).toHaveBeenCalledWith(new Error('Unknown authentication strategy "local"'));
  });
});
