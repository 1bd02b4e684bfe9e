import { expect, it } from '@jest/globals';
import { TestIo, TestTerminal } from '../../../test/support/command-io.js';
import { showProgress } from './progress.js';

function written(io: TestIo, ...counts: number[]): string {
  const { show, end } = showProgress<number>(io, (count) => `${count} sessions revoked`);
  counts.forEach(show);
  end();
  return io.stderr.text;
}

it('showProgress writes the progress to one line of a terminal', () => {
  const text = written(new TestTerminal(), 1_000, 2_000);
  expect(text).toBe('\r1000 sessions revoked\r2000 sessions revoked\n');
});

it('showProgress writes nothing without progress or without a terminal', () => {
  expect(written(new TestTerminal())).toBe('');
  expect(written(new TestIo(), 1_000)).toBe('');
});
