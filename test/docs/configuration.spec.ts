import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../src/service/configuration/configuration.js';
import { fileVariable } from '../../src/service/configuration/variable.js';
import { NAMES, VARIABLES } from '../../src/service/configuration/variables.js';
import { sectionsOf } from './figures.js';

/** The default of a variable, as the table shows it. */
function defaultCell(development: string | undefined, production: string | undefined): string {
  if (!development) return 'none';
  const differs = production !== development;
  return differs ? `\`${development}\`, in production \`${production}\`` : `\`${development}\``;
}

describe('docs/configuration.md', () => {
  const document = readFileSync('docs/configuration.md', 'utf8');
  const sectionOf = (heading: string) =>
    sectionsOf(document).find((section) => section.heading === heading)?.text ?? '';

  it('docs/configuration.md has exactly one row for each variable, with its default', () => {
    const table = sectionOf('Look up a variable');
    const rows = [...table.matchAll(/^\| (`.+?`) +\| (.+?) +\| .+ \|$/gm)];
    const expected = VARIABLES.map(({ name, fallback }) => [
      `\`${name}\``,
      defaultCell(fallback(false, {}), fallback(true, {})),
    ]);
    expect(rows.map(([, name, cell]) => [name, cell])).toEqual(expected);
  });

  it('docs/configuration.md names the variables that can be read from a file', () => {
    const secrets = VARIABLES.filter(({ secret }) => secret).map(({ name }) => `\`${name}\``);
    const last = secrets.pop();
    expect(sectionOf('Read a secret from a file')).toContain(
      `${secrets.join(', ')} and ${last} can each be read from a file`,
    );
  });
});

describe('.env.example', () => {
  const example = readFileSync('.env.example', 'utf8');

  it('.env.example has exactly one line for each variable, with its default', () => {
    const found = [...example.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name, text]) => [
      name,
      text,
    ]);
    expect(found).toEqual(VARIABLES.map(({ name, fallback }) => [name, fallback(false, {}) ?? '']));
  });

  it('.env.example names the file variable of each secret, and no unknown variable', () => {
    const files = VARIABLES.filter(({ secret }) => secret).map(({ name }) => fileVariable(name));
    for (const file of files) expect(example).toContain(file);
    const named = example.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [];
    expect(named.filter((name) => !NAMES.includes(name))).toEqual([]);
  });

  it('.env.example sets nothing, and is valid when every line is uncommented', () => {
    expect(parseEnv(example)).toEqual({});
    const all = parseEnv(example.replaceAll(/^# (?=[A-Z_]+=)/gm, '')) as Record<string, string>;
    expect(readConfiguration(all)).toMatchObject({ problems: [], warnings: [] });
    const meaning = ({ readings }: ReturnType<typeof readConfiguration>) =>
      readings.map(({ value }) => value);
    expect(meaning(readConfiguration(all))).toEqual(meaning(readConfiguration({})));
  });
});
