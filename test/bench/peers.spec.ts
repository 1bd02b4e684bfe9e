import { describe, expect, it } from '@jest/globals';
import { availablePeers } from '../../bench/peers/peers.mjs';
import { requestOf, tokenIn } from '../../bench/peers/protocol.mjs';
import { tableOfFindings } from '../../bench/peers/report.mjs';
import { PEER_REFRESHES } from '../../bench/plan.mjs';

const JSON_PROTOCOL = { path: '/refresh', format: 'json' as const, field: 'refresh' };
const FORM_PROTOCOL = {
  path: '/token',
  format: 'form' as const,
  field: 'refresh_token',
  parameters: { grant_type: 'refresh_token', client_id: 'one' },
};

describe('requestOf', () => {
  it('sends the token as JSON', () => {
    expect(requestOf(JSON_PROTOCOL, 'a.b')).toMatchObject({
      path: '/refresh',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"refresh":"a.b"}',
    });
  });

  it('sends the token and the parameters as a form', () => {
    expect(requestOf(FORM_PROTOCOL, 'a+b')).toMatchObject({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=refresh_token&client_id=one&refresh_token=a%2Bb',
    });
  });

  it('sends a key only to a server that reads it', () => {
    const keyed = { ...JSON_PROTOCOL, hasKeys: true };
    expect(requestOf(keyed, 'a', 'key').headers).toHaveProperty('idempotency-key', 'key');
    expect(requestOf(JSON_PROTOCOL, 'a', 'key').headers).not.toHaveProperty('idempotency-key');
  });
});

describe('tokenIn', () => {
  it('returns the refresh token of a response', () => {
    expect(tokenIn(FORM_PROTOCOL, '{"refresh_token":"a"}')).toBe('a');
  });

  it('throws with the response when it has no token', () => {
    expect(() => tokenIn(FORM_PROTOCOL, '{"error":"invalid_grant"}')).toThrow('invalid_grant');
  });
});

describe('availablePeers', () => {
  const peer = (name: string, problem?: string) => ({
    name,
    findProblem: () => problem,
    start: () => Promise.reject(new Error('not started')),
  });

  it('skips a peer that is not installed, and reports what to install', () => {
    const lines: string[] = [];
    const peers = [peer('one'), peer('two', 'install three.')];
    const available = availablePeers((line: string) => lines.push(line), peers);
    expect(available.map(({ name }) => name)).toEqual(['one']);
    expect(lines).toEqual(['Skipped two: install three.']);
  });
});

describe('the comparison with peers', () => {
  it('has a target for refreshes of 64 clients on PostgreSQL', () => {
    const targets = PEER_REFRESHES.map(({ clients, targets }) => [clients, targets]);
    expect(targets).toEqual([
      [64, { PostgreSQL: { must: 20, aim: 40 } }],
      [1, undefined],
    ]);
  });

  it('shows what a server does not enforce', () => {
    const findings = {
      name: 'one',
      isDurable: true,
      successes: 7,
      rejectsConsumed: true,
      revokesOnReuse: false,
      repeatsResponse: false,
    };
    expect(tableOfFindings([findings])).toMatch(
      /\| one \| yes \| 7 \| yes \| \*\*no\*\* \| \*\*no\*\* \|$/,
    );
  });
});
