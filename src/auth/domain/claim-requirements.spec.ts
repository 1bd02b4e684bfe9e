import { describe, expect, it } from '@jest/globals';
import { type ClaimRequirement, meetsRequirements } from './claim-requirements.js';

const admin: ClaimRequirement = { claim: 'roles', anyOf: ['admin', 'owner'] };
const tenant: ClaimRequirement = { claim: 'tenant', anyOf: [7] };
const writer: ClaimRequirement = { claim: 'scope', anyOf: ['orders:write'] };

describe(meetsRequirements.name, () => {
  it.each<[string, object, ClaimRequirement[], boolean]>([
    ['nothing is required', {}, [], true],
    ['the claim is missing', {}, [admin], false],
    ['the claim has another value', { roles: 'user' }, [admin], false],
    ['the claim is null', { roles: null }, [admin], false],
    ['the claim has an accepted value', { roles: 'owner' }, [admin], true],
    ['the claim is a list with an accepted value', { roles: ['user', 'admin'] }, [admin], true],
    ['the claim is a list without an accepted value', { roles: ['user'] }, [admin], false],
    ['the claim is an empty list', { roles: [] }, [admin], false],
    ['the claim only begins with an accepted value', { roles: 'administrator' }, [admin], false],
    ['the claim is a list in a list', { roles: [['admin']] }, [admin], false],
    ['the value has another type', { tenant: '7' }, [tenant], false],
    ['one of two requirements is met', { roles: 'admin', tenant: 8 }, [admin, tenant], false],
    ['both requirements are met', { roles: 'admin', tenant: 7 }, [admin, tenant], true],
    ['the claim may have been rounded', { tenant: 2 ** 53 }, [{ claim: 'tenant', anyOf: [2 ** 53] }], false], // prettier-ignore
    ['the claim is a fraction', { tenant: 1.5 }, [{ claim: 'tenant', anyOf: [1.5] }], true],
    ['a word of scope is accepted', { scope: 'profile orders:write' }, [writer], true],
    ['a word of scope only begins with it', { scope: 'orders:write:all' }, [writer], false],
    ['scope is a list', { scope: ['orders:write'] }, [writer], true],
    ['another claim than scope has words', { roles: 'user admin' }, [admin], false],
  ])('checks the claims when %s', (_, claims, requirements, met) => {
    expect(meetsRequirements({ ...claims }, requirements)).toBe(met);
  });

  it('ignores members that every object inherits', () => {
    const inherited = { claim: 'constructor', anyOf: [Object] };
    expect(meetsRequirements({}, [inherited])).toBe(false);
  });
});
