import { describe, expect, it } from '@jest/globals';
import { identityHeaders } from './identity-headers.js';

const ALICE = { id: '1', username: 'alice', sid: 'a-session', claims: {} };
const ROLE = { claim: 'role', header: 'X-Auth-Claim-Role' };

describe('identityHeaders', () => {
  it('names the user and the session', () => {
    expect(identityHeaders(ALICE, [])).toEqual({
      'X-Auth-User-Id': '1',
      'X-Auth-Username': 'alice',
      'X-Auth-Session-Id': 'a-session',
    });
  });

  it('has no header for a user name and a session that are not known', () => {
    expect(identityHeaders({ id: '1', sid: null, claims: {} }, [])).toEqual({
      'X-Auth-User-Id': '1',
    });
  });

  it('encodes every value', () => {
    const user = { id: '1 %', username: 'Zoë\r\n', sid: 'ß', claims: { role: ['é'] } };
    expect(identityHeaders(user, [ROLE])).toEqual({
      'X-Auth-User-Id': '1%20%25',
      'X-Auth-Username': 'Zo%C3%AB%0D%0A',
      'X-Auth-Session-Id': '%C3%9F',
      'X-Auth-Claim-Role': '["%C3%A9"]',
    });
  });

  it('contains only the chosen claims', () => {
    const user = { ...ALICE, claims: { role: 'admin', tenant: 'acme' } };
    expect(identityHeaders(user, [ROLE])).toMatchObject({ 'X-Auth-Claim-Role': 'admin' });
    expect(Object.keys(identityHeaders(user, [ROLE]))).toHaveLength(4);
  });

  it.each([
    ['is missing', {}],
    ['is null', { role: null }],
    ['is not Unicode', { role: '\ud800' }],
    ['may have been rounded', { role: 2 ** 53 }],
  ])('has no header for a claim that %s', (_, claims) => {
    expect(identityHeaders({ ...ALICE, claims }, [ROLE])).not.toHaveProperty('X-Auth-Claim-Role');
  });

  it('has no header for a claim whose name is that of a member of every object', () => {
    const claim = { claim: 'constructor', header: 'X-Auth-Claim-Constructor' };
    expect(identityHeaders(ALICE, [claim])).not.toHaveProperty('X-Auth-Claim-Constructor');
  });
});
