import { expect, it } from '@jest/globals';
import { WeakPasswordError } from './weak-password-error.js';

it('WeakPasswordError has every broken rule in its message', () => {
  const { name, message, messages } = new WeakPasswordError(['It is short.', 'It is common.']);
  expect(name).toBe('WeakPasswordError');
  expect(message).toBe('The password cannot be used: It is short. It is common.');
  expect(messages).toEqual(['It is short.', 'It is common.']);
});
