import { expect, it } from '@jest/globals';
import { UserConflictError } from './user-directory.js';

it.each(['id', 'username'] as const)(
  'a conflict over the %s says so, and does not repeat what was asked for',
  (field) => {
    const { name, message } = new UserConflictError(field);
    expect([name, message]).toEqual(['UserConflictError', `Another user has this ${field}.`]);
  },
);
