import { expect, it } from '@jest/globals';
import { standardOutput } from './standard-output.js';

type Written = (error?: NodeJS.ErrnoException | null) => void;

/** A disk that is full from one line to another. */
function openOutput() {
  const said: string[] = [];
  const disk = {
    isFull: false,
    write(_: string, done: Written) {
      done(disk.isFull ? Object.assign(new Error('no space'), { code: 'ENOSPC' }) : null);
    },
  };
  return { disk, said, write: standardOutput((reason) => said.push(reason), disk) };
}

it('a log that lost lines says so once, when it can be written again', () => {
  const { disk, said, write } = openOutput();
  write('kept\n');
  disk.isFull = true;
  write('lost\n');
  write('lost too\n');
  expect(said).toEqual([]);
  disk.isFull = false;
  write('kept\n');
  write('kept\n');
  expect(said).toEqual(['ENOSPC']);
});

it('a log that lost nothing says nothing', () => {
  const { said, write } = openOutput();
  write('kept\n');
  expect(said).toEqual([]);
});
