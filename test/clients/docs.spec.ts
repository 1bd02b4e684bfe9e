import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('docs/clients.md', () => {
  const page = read('../../docs/clients.md');

  it('docs/clients.md contains every recipe byte for byte, and no other TypeScript', () => {
    const recipes = readdirSync(new URL('recipes', import.meta.url));
    const fences = [...page.matchAll(/^```(?:ts|typescript|tsx)\n(.*?)^```$/gms)];
    expect(fences.map(([, code]) => code).sort()).toEqual(
      recipes.map((name) => read(`recipes/${name}`)).sort(),
    );
  });

  it.each(['axios', 'axios-auth-refresh', 'axios-jwt', 'alova', 'ra-core', '@auth/core'])(
    'docs/clients.md names the tested version of %s',
    (name) => {
      const { devDependencies } = JSON.parse(read('../../package.json')) as {
        devDependencies: Record<string, string>;
      };
      const row = page.split('\n').find((line) => line.startsWith('| [') && line.includes(name));
      expect(row).toContain(devDependencies[name]);
    },
  );
});
