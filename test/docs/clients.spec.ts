import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const RECIPES = 'verification/clients/recipes';

describe('docs/clients.md', () => {
  const page = readFileSync('docs/clients.md', 'utf8');

  it('docs/clients.md contains every recipe byte for byte, and no other TypeScript', () => {
    const recipes = readdirSync(RECIPES);
    const fences = [...page.matchAll(/^```(?:ts|typescript|tsx)\n(.*?)^```$/gms)];
    expect(fences.map(([, code]) => code).sort()).toEqual(
      recipes.map((name) => readFileSync(`${RECIPES}/${name}`, 'utf8')).sort(),
    );
  });

  it.each(['axios', 'axios-auth-refresh', 'axios-jwt', 'alova', 'ra-core', '@auth/core'])(
    'docs/clients.md names the tested version of %s',
    (name) => {
      const { devDependencies } = JSON.parse(readFileSync('verification/package.json', 'utf8')) as {
        devDependencies: Record<string, string>;
      };
      const row = page.split('\n').find((line) => line.startsWith('| [') && line.includes(name));
      expect(row).toContain(devDependencies[name]);
    },
  );
});
