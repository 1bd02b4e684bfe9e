import { expect, it } from '@jest/globals';
import { WeakPasswordError } from '../domain/weak-password-error.js';
import { PasswordPolicy } from './password-policy.js';

const GOOD = 'violet kettle harbor';

it('accepts a good password', async () => {
  await expect(new PasswordPolicy().check(GOOD, { username: 'alice' })).resolves.toBeUndefined();
});

it.each([
  ['a password of 14 characters', 'violet kettles', 'must contain at least 15 characters'],
  ['a common password', 'passwordpassword1', 'too common'],
  ['a password like the username', 'Alice Liddell 1', 'similar to the username'],
  ['a password like the email address', 'wonderland!!!!!', 'similar to the email address'],
  ['a password like the name of the software', 'keyturn-keyturn', 'similar to the name of'],
  ['a password like the issuer', 'example-auth-012', 'similar to the name of the service'],
])('rejects %s with a WeakPasswordError', async (_, password, message) => {
  const policy = new PasswordPolicy({ serviceNames: ['https://auth.example.org'] });
  const check = policy.check(password, { username: 'alice.liddell', email: 'a@wonderland.org' });
  await expect(check).rejects.toThrow(WeakPasswordError);
  await expect(check).rejects.toThrow(message);
});

it('applies the configured minimum', async () => {
  const owner = { username: 'alice' };
  const password = 'x7Kd-q2!vP';
  await new PasswordPolicy({ minLength: 10 }).check(password, owner);
  const check = new PasswordPolicy({ minLength: 11 }).check(password, owner);
  await expect(check).rejects.toThrow('at least 11 characters');
});
