import { describe, expect, it } from '@jest/globals';
import { settle } from '../../../test/support/deferred.js';
import { AttemptsInFlight } from './attempts-in-flight.js';

describe('AttemptsInFlight', () => {
  it('waits until one of the attempts ends', async () => {
    const attempts = new AttemptsInFlight();
    const [end] = [attempts.begin('a'), attempts.begin('a')];
    let waited: boolean | undefined;
    void attempts.waitForOne(attempts.of('a')).then((result) => (waited = result));
    await settle();
    expect(waited).toBeUndefined();
    end();
    await settle();
    expect(waited).toBe(true);
  });

  it('does not wait when an attempt has ended since', async () => {
    const attempts = new AttemptsInFlight();
    const [end] = [attempts.begin('a'), attempts.begin('a')];
    const before = attempts.of('a');
    end();
    expect(await attempts.waitForOne(before)).toBe(true);
  });

  it('returns only the attempts of the key that are in flight', () => {
    const attempts = new AttemptsInFlight();
    attempts.begin('a')();
    attempts.begin('b');
    expect([attempts.of('a').length, attempts.of('b').length]).toEqual([0, 1]);
  });

  it('lets at most 64 attempts wait', async () => {
    const attempts = new AttemptsInFlight();
    const end = attempts.begin('a');
    const waiting = Array.from({ length: 64 }, () => attempts.waitForOne(attempts.of('a')));
    expect(await attempts.waitForOne(attempts.of('a'))).toBe(false);
    end();
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => true));
  });
});
