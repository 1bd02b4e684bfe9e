import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createTokens } from '../../bench/bare-tokens.mjs';
import { shareCommits } from '../../bench/shared-commits.mjs';

describe('the tokens of the bare server', () => {
  const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce';
  const { sign, verify } = createTokens(SECRET);
  const claims = { token_type: 'access', exp: 1_000, sid: 'one' };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  /** Signs any header with the right key. */
  const signed = (header: object) => {
    const input = `${encode(header)}.${encode(claims)}`;
    return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
  };

  it('have the claims and the header of HS256', () => {
    expect(sign(claims)).toBe(signed({ alg: 'HS256', typ: 'JWT' }));
    expect(verify(sign(claims), 'access', 999)).toEqual(claims);
  });

  it.each([
    ['expired', sign(claims), 1_000],
    ['wrong type', sign({ ...claims, token_type: 'refresh' }), 0],
    ['wrong type', sign({ exp: 1_000 }), 0],
    ['expired', sign({ token_type: 'access' }), 0],
    ['wrong signature', createTokens('another secret').sign(claims), 0],
    ['wrong signature', sign(claims).slice(0, -2), 0],
    ['wrong signature', signed({ alg: 'none', typ: 'JWT' }), 0],
    ['wrong signature', '', 0],
  ])('are rejected with "%s": %s', (message, token, now) => {
    expect(() => void verify(token, 'access', now)).toThrow(message);
  });
});

describe('shareCommits', () => {
  it('executes the calls of one turn as one batch, and later ones as the next', async () => {
    const batches: (readonly number[])[] = [];
    const double = shareCommits(async (batch: readonly number[]) => {
      batches.push(batch);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return batch.map((value) => 2 * value);
    });
    const first = [double(1), double(2)];
    await new Promise((resolve) => setImmediate(resolve));
    const second = [double(3), double(4)];
    expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('rejects each call of a failed batch, and executes the next one', async () => {
    let fails = true;
    const echo = shareCommits((batch: readonly number[]) =>
      fails ? Promise.reject(new Error('lost')) : Promise.resolve(batch),
    );
    const results = await Promise.allSettled([echo(1), echo(2)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await echo(3)).toBe(3);
  });
});
