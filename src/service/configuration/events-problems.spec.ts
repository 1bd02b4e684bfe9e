import { describe, expect, it } from '@jest/globals';
import { readConfiguration } from './configuration.js';

const URL_ = { EVENTS_WEBHOOK_URL: 'https://siem.example.org/' };
const SECRET = { EVENTS_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
const ALLOWED = { EVENTS_WEBHOOK_ALLOW_PRIVATE: 'true' };

describe('problems of the webhook', () => {
  it.each<[Record<string, string>]>([
    [{}],
    [{ AUDIT_RETENTION: '0s' }],
    [{ ...URL_, ...SECRET }],
    [{ ...URL_, ...SECRET, EVENTS_WEBHOOK_TYPES: 'all' }],
    [{ EVENTS_WEBHOOK_URL: 'http://127.0.0.1:8080/', ...SECRET, ...ALLOWED }],
  ])('accepts %j', (variables) => {
    expect(readConfiguration(variables).problems).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['a secret without a URL', SECRET, 'EVENTS_WEBHOOK_SECRET has no effect without EVENTS_'],
    [
      'names of events without a URL',
      { EVENTS_WEBHOOK_TYPES: 'all' },
      'EVENTS_WEBHOOK_TYPES has no effect without EVENTS_WEBHOOK_URL. Set EVENTS_WEBHOOK_URL, or remove it.',
    ],
    ['private addresses without a URL', ALLOWED, 'EVENTS_WEBHOOK_ALLOW_PRIVATE has no effect'],
    ['a URL without a secret', URL_, 'EVENTS_WEBHOOK_SECRET is not set, but EVENTS_WEBHOOK_URL is. Generate one: node -p'], // prettier-ignore
    [
      'a webhook without the audit log',
      { ...URL_, ...SECRET, AUDIT_RETENTION: '0s' },
      'EVENTS_WEBHOOK_URL needs the audit log, but AUDIT_RETENTION is 0s. Set AUDIT_RETENTION',
    ],
    [
      'a URL without TLS',
      { EVENTS_WEBHOOK_URL: 'http://siem.example.org/', ...SECRET },
      'EVENTS_WEBHOOK_URL does not begin with https:. Change it, or set EVENTS_WEBHOOK_ALLOW_PRIVATE=true.',
    ],
    ...['127.0.0.1', '10.0.0.1', '169.254.169.254', '[::1]', '0x7f.1'].map(
      (host): [string, Record<string, string>, string] => [
        `the private address ${host}`,
        { EVENTS_WEBHOOK_URL: `https://${host}/`, ...SECRET },
        'EVENTS_WEBHOOK_URL has a private address. Use a public one, or set',
      ],
    ),
    ['port 0', { EVENTS_WEBHOOK_URL: 'https://siem.example.org:0/', ...SECRET }, 'EVENTS_WEBHOOK_URL has the port 0'], // prettier-ignore
    ...['localhost', 'LOCALHOST.', 'hooks.localhost'].map(
      (host): [string, Record<string, string>, string] => [
        `the name ${host}`,
        { EVENTS_WEBHOOK_URL: `https://${host}/`, ...SECRET },
        'EVENTS_WEBHOOK_URL has a private address. Use a public one, or set',
      ],
    ),
  ])('rejects %s', (_, variables, problem) => {
    expect(readConfiguration(variables).problems).toEqual([
      expect.stringContaining(problem) as unknown,
    ]);
  });
});
