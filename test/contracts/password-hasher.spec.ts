import { describe } from '@jest/globals';
import { Argon2PasswordHasher } from '../../src/auth/users/argon2-password-hasher.js';
import { HashQueue } from '../../src/auth/users/hash-queue.js';
import { describePasswordHasher, TestPasswordHasher } from '../../src/testing/index.js';

describe.each([
  ['Argon2id', new Argon2PasswordHasher(new HashQueue())],
  ['for tests', new TestPasswordHasher()],
])('the contract (%s)', (_, hasher) => {
  describePasswordHasher(() => Promise.resolve({ hasher }));
});
