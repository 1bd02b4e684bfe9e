import { expect, it } from '@jest/globals';
import { UserConflictError } from './user-directory.js';

it.each(['id', 'username'] as const)(
  'UserConflictError names the field %s, without its value',
  (field) => {
    const { name, message } = new UserConflictError(field);
    expect([name, message]).toEqual(['UserConflictError', `Another user has this ${field}.`]);
  },
);
