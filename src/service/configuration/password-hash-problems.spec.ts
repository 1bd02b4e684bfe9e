import { describe, expect, it } from '@jest/globals';
import { passwordHashProblems } from './password-hash-problems.js';

const MIB = 1024 ** 2;
const LARGE = { hashes: 1, machineBytes: 4_096 * MIB };

describe('passwordHashProblems', () => {
  it.each([
    ['the defaults', '19MiB', 2],
    ['the highest cost', '256MiB', 4],
  ] as const)('accepts %s', (_, passwordHashMemory, passwordHashPasses) => {
    expect(passwordHashProblems({ passwordHashMemory, passwordHashPasses }, LARGE)).toEqual([]);
  });

  it('rejects hashes that take longer than a second, by the names of the variables', () => {
    const settings = { passwordHashMemory: '256MiB', passwordHashPasses: 5 } as const;
    expect(passwordHashProblems(settings, LARGE)).toEqual([
      expect.stringMatching(/^PASSWORD_HASH_MEMORY times PASSWORD_HASH_PASSES is 1280 MiB\./),
    ]);
  });

  it('rejects hashes that do not fit into the memory of the machine', () => {
    const settings = { passwordHashMemory: '64MiB', passwordHashPasses: 2 } as const;
    const memory = { hashes: 15, machineBytes: 1_024 * MIB };
    expect(passwordHashProblems(settings, memory)).toEqual([
      expect.stringMatching(
        /^PASSWORD_HASH_MEMORY is too large for this machine: .* 15 × 64 MiB = 960 MiB, .* 1024 MiB\./,
      ),
    ]);
    expect(passwordHashProblems(settings, { ...memory, hashes: 14 })).toEqual([]);
  });

  it('reports nothing else about a variable that is invalid', () => {
    expect(passwordHashProblems({ passwordHashPasses: 2 }, LARGE)).toEqual([]);
    expect(passwordHashProblems({ passwordHashMemory: '19MiB' }, LARGE)).toEqual([]);
  });
});
