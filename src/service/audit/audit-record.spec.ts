import { describe, expect, it } from '@jest/globals';
import type { AuthEvent } from '../../auth/domain/auth-events.js';
import { clientOf } from '../../auth/http/client-info.decorator.js';
import { AUDITED_TYPES, auditRecordOf, isAudited } from './audit-record.js';

const client = clientOf({ id: 'request-7', ip: '192.0.2.1', headers: { 'user-agent': 'curl/8' } });
const holder = { ip: '192.0.2.9', userAgent: 'another' };
const at = { id: 'an ID', time: 5, source: 'service' } as const;

const recordOf = (event: object, source: 'service' | 'command_line' = 'service') =>
  auditRecordOf(event as AuthEvent, { ...at, source });

describe('auditRecordOf', () => {
  it('puts the user, the session and the client into columns, and the rest into details', () => {
    const event = { type: 'authn_login_fail', reason: 'wrong_password', userId: '7', client };
    expect(recordOf(event)).toEqual({
      id: 'an ID',
      time: 5,
      type: 'authn_login_fail',
      severity: 'warning',
      userId: '7',
      sid: null,
      ip: '192.0.2.1',
      userAgent: 'curl/8',
      requestId: 'request-7',
      details: '{"reason":"wrong_password"}',
    });
  });

  it('puts the client that presented a token into columns, and the holder into details', () => {
    const event = { type: 'authn_token_reuse', sid: 's', userId: '7', presenter: client, holder };
    expect(recordOf(event)).toMatchObject({
      ip: '192.0.2.1',
      details: JSON.stringify({ holder }),
    });
  });

  it('names the command line as the actor of every event of a command', () => {
    const event = { type: 'authn_token_revoked', reason: 'admin', userId: '7', client: null };
    const details = '{"reason":"admin","actor":"command_line"}';
    expect(recordOf(event, 'command_line')).toMatchObject({ details });
  });

  it('fits every text into its column', () => {
    const userAgent = 'a\0\ud800' + 'x'.repeat(300);
    const long = { userId: 'u'.repeat(300), sid: 's'.repeat(99) };
    const event = { type: 'authn_login_success', ...long, client: { ip: null, userAgent } };
    const record = recordOf(event);
    expect([record.userId?.length, record.sid?.length]).toEqual([255, 36]);
    expect(record.userAgent).toBe('a\ufffd\ufffd' + 'x'.repeat(252));
  });
});

it('the audit log contains every event except the creation of tokens', () => {
  expect(isAudited({ type: 'authn_token_created' } as AuthEvent)).toBe(false);
  expect(isAudited({ type: 'user_deleted' } as AuthEvent)).toBe(true);
  expect(AUDITED_TYPES).toContain('user_deleted');
  expect(AUDITED_TYPES).not.toContain('authn_token_created');
});
