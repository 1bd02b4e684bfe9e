import { createSecretKey } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { KeysInTurn } from './keys-in-turn.js';

const key = createSecretKey(Buffer.from('the current one'));
const previousKey = createSecretKey(Buffer.from('the previous one'));

it('each request begins with the current key, and has the previous one after that', () => {
  const keys = new KeysInTurn({ key, previousKey });
  const request = {};
  expect(keys.keyFor(request)).toBe(key);
  expect(keys.failed(request)).toBe(true);
  expect(keys.keyFor(request)).toBe(previousKey);
  expect(keys.keyFor({})).toBe(key);
});

it('there is no third attempt, and without a previous key no second', () => {
  const request = {};
  const keys = new KeysInTurn({ key, previousKey });
  keys.failed(request);
  expect(keys.failed(request)).toBe(false);
  expect(new KeysInTurn({ key, previousKey: undefined }).failed({})).toBe(false);
});
