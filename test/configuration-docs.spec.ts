import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../src/service/configuration/configuration.js';
import { fileVariable } from '../src/service/configuration/variable.js';
import { NAMES, VARIABLES } from '../src/service/configuration/variables.js';

/** The text of the README for a default. */
function defaultCell(development: string | undefined, production: string | undefined): string {
  if (!development) return 'none';
  const differs = production !== development;
  return differs ? `\`${development}\`, in production \`${production}\`` : `\`${development}\``;
}

describe('variables in the README', () => {
  const readme = readFileSync('README.md', 'utf8');
  const configure = readme.slice(readme.indexOf('## Configure'), readme.indexOf('## Commands'));

  it('the README has exactly one row for each variable, with its default', () => {
    const rows = [...configure.matchAll(/^\| (`.+?`) +\| (.+?) +\| .+ \|$/gm)];
    const expected = VARIABLES.map(({ name, fallback }) => [
      `\`${name}\``,
      defaultCell(fallback(false), fallback(true)),
    ]);
    expect(rows.map(([, name, cell]) => [name, cell])).toEqual(expected);
  });

  it('the README names the variables that can be read from a file', () => {
    const secrets = VARIABLES.filter(({ secret }) => secret).map(({ name }) => `\`${name}\``);
    const last = secrets.pop();
    expect(configure).toContain(`${secrets.join(', ')} and ${last} can each be read from a file`);
  });
});

describe('.env.example', () => {
  const example = readFileSync('.env.example', 'utf8');

  it('.env.example has exactly one line for each variable, with its default', () => {
    const found = [...example.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name, text]) => [
      name,
      text,
    ]);
    expect(found).toEqual(VARIABLES.map(({ name, fallback }) => [name, fallback(false) ?? '']));
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
