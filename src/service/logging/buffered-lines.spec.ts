import { setImmediate } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { bufferedLines } from './buffered-lines.js';

it('bufferedLines writes the lines of one turn of the event loop together', async () => {
  const written: string[] = [];
  const write = bufferedLines((lines) => written.push(lines));
  write('first\n');
  write('second\n');
  expect(written).toEqual([]);
  await setImmediate();
  expect(written).toEqual(['first\nsecond\n']);
  write('third\n');
  await setImmediate();
  await setImmediate();
  expect(written).toEqual(['first\nsecond\n', 'third\n']);
});

it('bufferedLines writes waiting lines when the process exits', () => {
  const written: string[] = [];
  const before = process.listeners('exit');
  const write = bufferedLines((lines) => written.push(lines));
  const [flush] = process.listeners('exit').filter((listener) => !before.includes(listener));
  write('last\n');
  flush?.(0);
  process.off('exit', flush!);
  expect(written).toEqual(['last\n']);
});
