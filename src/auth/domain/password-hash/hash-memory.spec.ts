import { describe, expect, it } from '@jest/globals';
import { hashMemoryProblem, maxMemoryKiBOf } from './hash-memory.js';
import { parseMemoryKiB } from './memory-size.js';

const MIB = 1024 ** 2;

describe('parseMemoryKiB', () => {
  it.each([
    ['19MiB', 19_456],
    ['1MiB', 1_024],
    ['99999MiB', 102_398_976],
    ['100000MiB', undefined],
    ['0MiB', undefined],
    ['019MiB', undefined],
    ['19', undefined],
    ['19 MiB', undefined],
    ['19MB', undefined],
    ['19mib', undefined],
    ['1.5MiB', undefined],
    ['-19MiB', undefined],
    ['', undefined],
  ])('reads %j as %s KiB', (text, expected) => {
    expect(parseMemoryKiB(text)).toBe(expected);
  });
});

describe('maxMemoryKiBOf', () => {
  it.each([
    ['at most the limit of a hash', 1, 64 * 1024, 256 * 1024],
    ['a share of a small machine', 4, 528, 100 * 1024],
    ['a whole number', 3, 228, 34_133],
    ['nothing of a machine without free memory', 1, 64, 0],
  ])('returns %s', (_, hashes, machineMiB, expected) => {
    expect(maxMemoryKiBOf({ hashes, machineBytes: machineMiB * MIB })).toBe(expected);
  });
});

describe('hashMemoryProblem', () => {
  it.each([
    [1, 147],
    [3, 185],
    [63, 1_325],
  ])('accepts %d hashes of 19 MiB on a machine of %d MiB', (hashes, machineMiB) => {
    const memory = { hashes, machineBytes: machineMiB * MIB };
    expect(hashMemoryProblem('X', 19_456, memory)).toBeUndefined();
  });

  it('reserves memory for each process', () => {
    const memory = { hashes: 2, machineBytes: 294 * MIB, processes: 2 };
    expect(hashMemoryProblem('X', 19_456, memory)).toBeUndefined();
    expect(hashMemoryProblem('X', 19_456, { ...memory, processes: 3 })).toMatch(
      '384 MiB are reserved',
    );
  });

  it('rejects hashes that do not fit, with the numbers and a remedy', () => {
    const memory = { hashes: 7, machineBytes: 512 * MIB };
    expect(hashMemoryProblem('PASSWORD_HASH_MEMORY', 65_536, memory)).toBe(
      'PASSWORD_HASH_MEMORY is too large for this machine: 7 hashes at the same time need 7 × ' +
        '64 MiB = 448 MiB, and 128 MiB are reserved, but there are 512 MiB. Add memory, reduce ' +
        'PASSWORD_HASH_MEMORY, or set UV_THREADPOOL_SIZE to a smaller number: at most that number ' +
        'minus one are computed at once.',
    );
    expect(hashMemoryProblem('X', 19_456, { hashes: 1, machineBytes: 147 * MIB - 1 })).toMatch(
      '1 × 19 MiB',
    );
  });
});
