import { describe } from '@jest/globals';
import { Argon2PasswordHasher } from '../../src/auth/users/argon2-password-hasher.js';
import { describePasswordHasher, TestPasswordHasher } from '../../src/testing/index.js';

describe.each([
  ['Argon2id', new Argon2PasswordHasher()],
  ['the hasher for tests', new TestPasswordHasher()],
])('the password hasher contract (%s)', (_, hasher) => {
  describePasswordHasher(() => Promise.resolve({ hasher }));
});
