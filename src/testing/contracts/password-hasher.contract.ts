import assert from 'node:assert/strict';
import type { PasswordHasher } from '../../auth/domain/password-hasher.js';
import { describeOpened, globalRunner, type TestRunner } from './test-runner.js';

const PASSWORD = 'violet kettle harbor';

/** Pairs of passwords that some hashers do not distinguish. */
const SIMILAR: readonly (readonly [string, string, string])[] = [
  ['differ in case', 'Password', 'password'],
  ['differ in a space at the end', 'password', 'password '],
  ['differ in an accent', 'Ünï', 'Uni'],
  ['differ only after 72 bytes, the limit of bcrypt', `${'x'.repeat(72)}a`, `${'x'.repeat(72)}b`],
  ['differ only after a NUL, the end of a string in C', 'pass\0word', 'pass\0w0rd'],
];

/** Texts that no hasher returns. */
const INVALID_HASHES = ['', 'x', '!', '$argon2id$', '$2b$10$short', 'a'.repeat(255)];

/** Defines the tests that every `PasswordHasher` must pass. */
export function describePasswordHasher(
  open: () => Promise<{ hasher: PasswordHasher; close?(): Promise<void> }>,
  runner: TestRunner = globalRunner(),
): void {
  describeOpened('PasswordHasher', open, runner, (it) => {
    it('verifies a password against its hash', async ({ hasher }) => {
      assert.equal(await hasher.verify(await hasher.hash(PASSWORD), PASSWORD), true);
    });

    it('returns a different hash each time, without the password in it', async ({ hasher }) => {
      const [one, other] = [await hasher.hash(PASSWORD), await hasher.hash(PASSWORD)];
      assert.notEqual(one, other);
      assert.equal(one.includes(PASSWORD), false);
    });

    for (const [difference, one, other] of SIMILAR) {
      it(`distinguishes passwords that ${difference}`, async ({ hasher }) => {
        assert.equal(await hasher.verify(await hasher.hash(one), other), false);
      });
    }

    it('resolves to false for a hash that it cannot read', async ({ hasher }) => {
      for (const hash of INVALID_HASHES) assert.equal(await hasher.verify(hash, PASSWORD), false);
    });
  });
}
