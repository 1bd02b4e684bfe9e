import { afterEach, expect, it, jest } from '@jest/globals';
import { showProgress } from './progress.js';

const isTTY = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');

function written(onTerminal: boolean, act: (progress: ReturnType<typeof showProgress>) => void) {
  Object.defineProperty(process.stderr, 'isTTY', { value: onTerminal, configurable: true });
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  act(showProgress('sessions revoked'));
  return write.mock.calls.map(([text]) => text).join('');
}

afterEach(() => {
  jest.restoreAllMocks();
  if (isTTY === undefined) Reflect.deleteProperty(process.stderr, 'isTTY');
  else Object.defineProperty(process.stderr, 'isTTY', isTTY);
});

it('showProgress writes the progress to one line of a terminal', () => {
  const text = written(true, ({ show, end }) => [show(1_000), show(2_000), end()]);
  expect(text).toBe('\r1000 sessions revoked\r2000 sessions revoked\n');
});

it('showProgress writes nothing without progress or without a terminal', () => {
  expect(written(true, ({ end }) => end())).toBe('');
  expect(written(false, ({ show, end }) => [show(1_000), end()])).toBe('');
});
