import { describe, expect, it } from '@jest/globals';
import { claimHeadersOf } from './claim-header.js';

describe('claimHeadersOf', () => {
  it.each([
    ['role', 'X-Auth-Claim-Role'],
    ['tenant_id', 'X-Auth-Claim-Tenant-Id'],
    ['tenant-id', 'X-Auth-Claim-Tenant-Id'],
    ['tenantId', 'X-Auth-Claim-TenantId'],
    ['a1', 'X-Auth-Claim-A1'],
    ['constructor', 'X-Auth-Claim-Constructor'],
    ['x'.repeat(64), `X-Auth-Claim-X${'x'.repeat(63)}`],
  ])('derives the header of %s: %s', (claim, header) => {
    expect(claimHeadersOf([claim])).toEqual([{ claim, header }]);
  });

  it.each(
    ['', ' ', 'a b', 'a.b', 'https://example.org/roles', 'a:b', 'rôle', '-a', 'a-', 'a__b', 'a-_b']
      .concat(['a\r\nb', 'a\n', '*', 'x'.repeat(65)])
      .map((claim) => [claim]),
  )('rejects the name %j, which cannot become a header', (claim) => {
    expect(claimHeadersOf([claim])).toEqual(['invalid']);
  });

  it.each([
    ['role', 'role'],
    ['role', 'Role'],
    ['tenant_id', 'tenant-id'],
    ['tenantId', 'tenantid'],
  ])('rejects %s and %s together, which have the same header', (one, other) => {
    expect(claimHeadersOf([one, other])[1]).toBe('collision');
  });

  it('distinguishes words that are separated from those that are not', () => {
    expect(claimHeadersOf(['tenant_id', 'tenantid'])).not.toContain('collision');
  });
});
