import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../src/service/configuration/configuration.js';
import { fileVariable } from '../src/service/configuration/variable.js';
import { NAMES, VARIABLES } from '../src/service/configuration/variables.js';
import { sectionsOf } from './docs/figures.js';

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

  it('has one row of each variable, with its default, and no other row', () => {
    const table = sectionOf('Look up a variable');
    const rows = [...table.matchAll(/^\| (`.+?`) +\| (.+?) +\| .+ \|$/gm)];
    const expected = VARIABLES.map(({ name, fallback }) => [
      `\`${name}\``,
      defaultCell(fallback(false), fallback(true)),
    ]);
    expect(rows.map(([, name, cell]) => [name, cell])).toEqual(expected);
  });

  it('names the variables that can be read from a file', () => {
    const secrets = VARIABLES.filter(({ secret }) => secret).map(({ name }) => `\`${name}\``);
    const last = secrets.pop();
    expect(sectionOf('Read a secret from a file')).toContain(
      `${secrets.join(', ')} and ${last} can each be read from a file`,
    );
  });
});

describe('.env.example', () => {
  const example = readFileSync('.env.example', 'utf8');

  it('has one line of each variable, with its default, and no other', () => {
    const found = [...example.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name, text]) => [
      name,
      text,
    ]);
    expect(found).toEqual(VARIABLES.map(({ name, fallback }) => [name, fallback(false) ?? '']));
  });

  it('names the file of each secret, and nothing that is not read', () => {
    const files = VARIABLES.filter(({ secret }) => secret).map(({ name }) => fileVariable(name));
    for (const file of files) expect(example).toContain(file);
    const named = example.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [];
    expect(named.filter((name) => !NAMES.includes(name))).toEqual([]);
  });

  it('changes nothing as it is, and is right when every line counts', () => {
    expect(parseEnv(example)).toEqual({});
    const all = parseEnv(example.replaceAll(/^# (?=[A-Z_]+=)/gm, '')) as Record<string, string>;
    expect(readConfiguration(all)).toMatchObject({ problems: [], warnings: [] });
    const meaning = ({ readings }: ReturnType<typeof readConfiguration>) =>
      readings.map(({ value }) => value);
    expect(meaning(readConfiguration(all))).toEqual(meaning(readConfiguration({})));
  });
});
