import { describe, expect, it } from '@jest/globals';
import { type ClaimRequirement, meetsRequirements } from './claim-requirements.js';

const admin: ClaimRequirement = { claim: 'roles', anyOf: ['admin', 'owner'] };
const tenant: ClaimRequirement = { claim: 'tenant', anyOf: [7] };
const writer: ClaimRequirement = { claim: 'scope', anyOf: ['orders:write'] };

describe(meetsRequirements.name, () => {
  it.each<[string, object, ClaimRequirement[], boolean]>([
    ['nothing is required', {}, [], true],
    ['the claim is missing', {}, [admin], false],
    ['the claim is another', { roles: 'user' }, [admin], false],
    ['the claim is null', { roles: null }, [admin], false],
    ['the claim is one of them', { roles: 'owner' }, [admin], true],
    ['the claim is a list with one of them', { roles: ['user', 'admin'] }, [admin], true],
    ['the claim is a list without any', { roles: ['user'] }, [admin], false],
    ['the claim is an empty list', { roles: [] }, [admin], false],
    ['the claim only contains it', { roles: 'administrator' }, [admin], false],
    ['the claim is a list in a list', { roles: [['admin']] }, [admin], false],
    ['the value has another type', { tenant: '7' }, [tenant], false],
    ['one of two is met', { roles: 'admin', tenant: 8 }, [admin, tenant], false],
    ['both are met', { roles: 'admin', tenant: 7 }, [admin, tenant], true],
    ['the claim may have been rounded', { tenant: 2 ** 53 }, [{ claim: 'tenant', anyOf: [2 ** 53] }], false], // prettier-ignore
    ['the claim is a fraction', { tenant: 1.5 }, [{ claim: 'tenant', anyOf: [1.5] }], true],
    ['a word of scope is it', { scope: 'profile orders:write' }, [writer], true],
    ['a word of scope begins like it', { scope: 'orders:write:all' }, [writer], false],
    ['scope is a list', { scope: ['orders:write'] }, [writer], true],
    ['words stand in another claim', { roles: 'user admin' }, [admin], false],
  ])('when %s', (_, claims, requirements, met) => {
    expect(meetsRequirements({ ...claims }, requirements)).toBe(met);
  });

  it('looks at no claim that every object inherits', () => {
    const inherited = { claim: 'constructor', anyOf: [Object] };
    expect(meetsRequirements({}, [inherited])).toBe(false);
  });
});
