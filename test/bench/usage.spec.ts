import { describe, expect, it } from '@jest/globals';
import { bytesOf, usedOf } from '../../bench/postgres-meter.mjs';
import { usedBetween, writesIn } from '../../bench/usage.mjs';

const usage = (cpuSeconds: number, writeCalls: number, writtenBytes: number) => ({
  cpuSeconds,
  writeCalls,
  writtenBytes,
});

describe('writesIn', () => {
  it('reads the write calls and the bytes written to storage', () => {
    const io = 'rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 5\nwrite_bytes: 6\n';
    expect(writesIn(io + 'cancelled_write_bytes: 7\n')).toEqual({ writeCalls: 4, writtenBytes: 6 });
  });

  it('returns NaN when the file does not exist', () => {
    expect(writesIn('')).toEqual({ writeCalls: NaN, writtenBytes: NaN });
  });
});

describe('usedBetween', () => {
  it('adds up the processes', () => {
    const before = new Map([
      [1, usage(1, 10, 100)],
      [2, usage(2, 20, 200)],
    ]);
    const after = new Map([
      [1, usage(1.5, 11, 108)],
      [2, usage(2.5, 22, 216)],
    ]);
    expect(usedBetween(before, after)).toEqual(usage(1, 3, 24));
  });

  it('counts a new process from zero, and ignores one that has exited', () => {
    const before = new Map([[1, usage(1, 10, 100)]]);
    const after = new Map([[3, usage(0.25, 5, 50)]]);
    expect(usedBetween(before, after)).toEqual(usage(0.25, 5, 50));
  });
});

describe('the WAL of PostgreSQL', () => {
  it.each([
    ['0/0', 0],
    ['0/16B3748', 0x16b3748],
    ['1/A', 2 ** 32 + 10],
    ['FF/FFFFFFFF', 0xff * 2 ** 32 + 0xffffffff],
  ])('converts position %s to bytes', (position, bytes) => {
    expect(bytesOf(position)).toBe(bytes);
  });

  it('has the bytes between two positions', () => {
    const at = (position: string) => ({ usage: new Map(), walPosition: bytesOf(position) });
    expect(usedOf(at('0/FFFFFFFF'), at('1/1')).walBytes).toBe(2);
  });
});
