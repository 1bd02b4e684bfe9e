import assert from 'node:assert/strict';
import type { PasswordHasher } from '../../auth/domain/password-hasher.js';
import { describeOpened, globalRunner, type TestRunner } from './test-runner.js';

const PASSWORD = 'correct horse battery staple';

/** Passwords that hashers have been seen to take for one another. */
const ALIKE: readonly (readonly [string, string, string])[] = [
  ['differ in case', 'Password', 'password'],
  ['differ in a space at the end', 'password', 'password '],
  ['differ in their Unicode form', 'Ünï', 'Ünï'.normalize('NFD')],
  ['differ after 72 bytes, where bcrypt stops', `${'x'.repeat(72)}a`, `${'x'.repeat(72)}b`],
  ['differ after a NUL, where C stops', 'pass\0word', 'pass\0w0rd'],
];

/** What is no hash of anybody's making. */
const NO_HASHES = ['', 'x', '!', '$argon2id$', '$2b$10$short', 'a'.repeat(255)];

/** What every `PasswordHasher` promises, as tests. */
export function describePasswordHasher(
  open: () => Promise<{ hasher: PasswordHasher; close?(): Promise<void> }>,
  runner: TestRunner = globalRunner(),
): void {
  const { it } = runner;
  describeOpened('a hasher of passwords', open, runner, (current) => {
    it('knows a password again', async () => {
      const { hasher } = current();
      assert.equal(await hasher.verify(await hasher.hash(PASSWORD), PASSWORD), true);
    });

    it('makes a hash that says nothing of the password, another one each time', async () => {
      const { hasher } = current();
      const [one, other] = [await hasher.hash(PASSWORD), await hasher.hash(PASSWORD)];
      assert.notEqual(one, other);
      assert.equal(one.includes(PASSWORD), false);
    });

    for (const [how, one, other] of ALIKE) {
      it(`tells passwords apart that ${how}`, async () => {
        const { hasher } = current();
        assert.equal(await hasher.verify(await hasher.hash(one), other), false);
      });
    }

    it('says no, and does not fail, for a hash that it cannot read', async () => {
      const { hasher } = current();
      for (const hash of NO_HASHES) assert.equal(await hasher.verify(hash, PASSWORD), false);
    });
  });
}
