import { expect, it } from '@jest/globals';
import { standardOutput } from './standard-output.js';

type Written = (error?: NodeJS.ErrnoException | null) => void;

/** Creates an output to a disk that the test can fill. */
function openOutput() {
  const reasons: string[] = [];
  const disk = {
    isFull: false,
    write(_: string, done: Written) {
      done(disk.isFull ? Object.assign(new Error('no space'), { code: 'ENOSPC' }) : null);
    },
  };
  return { disk, reasons, write: standardOutput((reason) => reasons.push(reason), disk) };
}

it('standardOutput reports lost lines once, when it can write again', () => {
  const { disk, reasons, write } = openOutput();
  write('kept\n');
  disk.isFull = true;
  write('lost\n');
  write('lost too\n');
  expect(reasons).toEqual([]);
  disk.isFull = false;
  write('kept\n');
  write('kept\n');
  expect(reasons).toEqual(['ENOSPC']);
});

it('standardOutput reports nothing when no line was lost', () => {
  const { reasons, write } = openOutput();
  write('kept\n');
  expect(reasons).toEqual([]);
});
