import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../src/service/configuration/configuration.js';
import { fileVariable } from '../src/service/configuration/variable.js';
import { NAMES, VARIABLES } from '../src/service/configuration/variables.js';

/** What the README's cell says of a default. */
function defaultCell(development: string | undefined, production: string | undefined): string {
  if (!development) return 'none';
  const differs = production !== development;
  return differs ? `\`${development}\`, in production \`${production}\`` : `\`${development}\``;
}

describe('the README', () => {
  const readme = readFileSync('README.md', 'utf8');
  const configure = readme.slice(readme.indexOf('## Configure'), readme.indexOf('## Commands'));

  it('has one row of each variable, with its default, and no other row', () => {
    const rows = [...configure.matchAll(/^\| (`.+?`) +\| (.+?) +\| .+ \|$/gm)];
    const expected = VARIABLES.map(({ name, fallback }) => [
      `\`${name}\``,
      defaultCell(fallback(false), fallback(true)),
    ]);
    expect(rows.map(([, name, cell]) => [name, cell])).toEqual(expected);
  });

  it('names the variables that can be read from a file', () => {
    const secrets = VARIABLES.filter(({ secret }) => secret).map(({ name }) => `\`${name}\``);
    const last = secrets.pop();
    expect(configure).toContain(`${secrets.join(', ')} and ${last} can each be read from a file`);
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
