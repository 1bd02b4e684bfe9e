import type { PasswordHasher } from '../../src/index.js';
import { CredentialsService } from '../../src/index.js';
import { UNQUEUED_PASSWORD_HASHER } from '../../src/auth/users/queued-password-hasher.js';
import { DummyHashes } from '../../src/auth/users/dummy-hashes.js';
import type { InProcessService } from '../../test/support/service.js';

export const hasherOf = (service: InProcessService): PasswordHasher =>
  service.app.get<PasswordHasher>(UNQUEUED_PASSWORD_HASHER, { strict: false });

/** Records the cost of each verified hash. @returns the records, which the caller may empty */
export function recordWork(service: InProcessService): string[] {
  const hasher = hasherOf(service);
  const verify = hasher.verify.bind(hasher);
  const records: string[] = [];
  hasher.verify = (hash, password) => {
    records.push(hasher.dummyFor?.(hash) ?? 'nothing');
    return verify(hash, password);
  };
  return records;
}

/** Faults that a proof must detect. */
export const MUTANTS: Readonly<Record<string, (service: InProcessService) => void>> = {
  /** An unknown name costs no hash. */
  'no-dummy': (service) => {
    const hasher = hasherOf(service);
    const verify = hasher.verify.bind(hasher);
    hasher.verify = (hash, password) =>
      hasher.dummyFor?.(hash) === hash ? Promise.resolve(false) : verify(hash, password);
  },
  /** An unknown name costs as much as a new hash, and not as much as those of users. */
  'cost-of-new-hash': (service) => {
    service.app.get(DummyHashes, { strict: false }).choose = () => undefined;
  },
  /** An inactive user is rejected before the hash. */
  'inactive-first': (service) => {
    const credentials = service.app.get(CredentialsService, { strict: false });
    const { lookUp } = credentials as unknown as {
      lookUp: { prepare: (name: string) => () => Promise<{ isActive: boolean } | null> };
    };
    const prepare = lookUp.prepare.bind(lookUp);
    lookUp.prepare = (name) => async () => {
      const user = await prepare(name)();
      return user?.isActive === false ? { ...user, passwordHash: '!' } : user;
    };
    MUTANTS['no-dummy']!(service);
  },
};
