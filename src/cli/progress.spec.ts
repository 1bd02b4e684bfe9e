import { afterEach, expect, it, jest } from '@jest/globals';
import { showProgress } from './progress.js';

const isTTY = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');

function written(onTerminal: boolean, act: (progress: ReturnType<typeof showProgress>) => void) {
  Object.defineProperty(process.stderr, 'isTTY', { value: onTerminal, configurable: true });
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  act(showProgress('sessions ended'));
  return write.mock.calls.map(([text]) => text).join('');
}

afterEach(() => {
  jest.restoreAllMocks();
  if (isTTY === undefined) Reflect.deleteProperty(process.stderr, 'isTTY');
  else Object.defineProperty(process.stderr, 'isTTY', isTTY);
});

it('a terminal sees on one line how far it is', () => {
  const text = written(true, ({ show, end }) => [show(1_000), show(2_000), end()]);
  expect(text).toBe('\r1000 sessions ended\r2000 sessions ended\n');
});

it('nothing is written where nothing happened, or nobody looks on', () => {
  expect(written(true, ({ end }) => end())).toBe('');
  expect(written(false, ({ show, end }) => [show(1_000), end()])).toBe('');
});
