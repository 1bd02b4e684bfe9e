import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from './support/run-cli.js';
import { installed, runProgram } from './support/run-installed.js';
import { SECRET } from './support/service.js';
import { linkPackages, pack, unpack } from './support/tarball.js';

/** All that belongs into the tarball, by what it is for. */
const CONTENTS: Record<string, RegExp> = {
  'what npm and a reader look for': /^(package\.json|LICENSE|README\.md|CHANGELOG\.md)$/,
  'the module, its types, and their maps':
    /^dist\/(esm|cjs)\/(index|migrations|(auth|testing)\/[\w./-]+)\.(js|d\.ts)(\.map)?$/,
  'the module formats of the parts': /^dist\/((esm|cjs|service)\/)?package\.json$/,
  'what the maps lead to': /^src\/(index|migrations|(auth|testing)\/[\w./-]+)\.ts$/,
  'the command': /^dist\/main\.js$/,
  'the service, and the licences of what is in it': /^dist\/service\/([\w-]+\.js|LICENCES\.txt)$/,
  'the explorer’s page': /^dist\/service\/page\/(index\.html|[\w.-]+\.(css|js|png)|LICENSE|NOTICE|[\w.-]+\.LICENSE\.txt)$/, // prettier-ignore
};

const DOORS = ['index', 'migrations', 'testing/index'];
const FORMS = ['esm', 'cjs'];

describe('the tarball', () => {
  let folder: string;
  let tarball: string;
  let files: string[];
  let unpacked: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-tarball-'));
    ({ path: tarball, files } = pack(folder));
    unpacked = unpack(tarball, folder);
    linkPackages(folder, ['@node-rs']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds nothing without a purpose, and no test', () => {
    const purposes = Object.values(CONTENTS);
    const others = files.filter((path) => !purposes.some((purpose) => purpose.test(path)));
    expect(others).toEqual([]);
    expect(files.filter((path) => /spec|\.env|sqlite/.test(path))).toEqual([]);
  });

  it.each(Object.entries(CONTENTS))('holds %s', (_, purpose) => {
    expect(files.some((path) => purpose.test(path))).toBe(true);
  });

  it('holds both forms of every file of the module, with types and maps', () => {
    const modules = files.flatMap((path) => /^dist\/esm\/(.*)(?<!\.d)\.js$/.exec(path)?.[1] ?? []);
    const parts = ['.js', '.js.map', '.d.ts', '.d.ts.map'];
    const expected = FORMS.flatMap((form) =>
      modules.flatMap((name) => parts.map((part) => `dist/${form}/${name}${part}`)),
    );
    expect(modules).toEqual(expect.arrayContaining(DOORS));
    expect(files.filter((path) => /^dist\/(esm|cjs)\/.*\.(js|ts|map)$/.test(path)).sort()).toEqual(
      expected.sort(),
    );
  });

  it('holds the source that every map leads to', () => {
    const maps = files.filter((path) => path.endsWith('.map'));
    const sources = maps.flatMap((map) => {
      const { sources: named } = JSON.parse(readFileSync(join(unpacked, map), 'utf8')) as {
        sources: string[];
      };
      return named.map((source) => normalize(join(dirname(map), source)));
    });
    expect(sources.filter((source) => !files.includes(source))).toEqual([]);
  });

  it('says nothing of the machine that it was made on', () => {
    const texts = files.filter((path) => /^dist\/(main|service\/[^/]+)\.js$/.test(path));
    const telling = texts.filter((path) =>
      readFileSync(join(unpacked, path), 'utf8').includes(process.cwd()),
    );
    expect([texts.length > 1, telling]).toEqual([true, []]);
  });

  it('names every package of which something is in the bundle, with its licence', () => {
    const { inputs } = JSON.parse(readFileSync('build/bundle.json', 'utf8')) as {
      inputs: Record<string, unknown>;
    };
    const named = readFileSync(join(unpacked, 'dist/service/LICENCES.txt'), 'utf8');
    const manifests = [...packagesOf(Object.keys(inputs))].map(manifestIn);
    expect(manifests.map(({ name }) => name)).toEqual(expect.arrayContaining(['fastify', 'zod']));
    const missing = manifests.filter(
      ({ name, version }) => !named.includes(`\n${name} ${version}`),
    );
    expect(missing).toEqual([]);
  });

  it('is what publint asks for, strictly', async () => {
    const said = await runProgram(installed('publint/src/cli.js'), ['run', tarball, '--strict']);
    expect(said).toContain('All good!');
  });

  it('has types that are right for every way to resolve them (attw)', async () => {
    const said = await runProgram(installed('@arethetypeswrong/cli/dist/index.js'), [tarball]);
    expect(said).toContain('No problems found');
  });

  it.each([
    ['better-sqlite3', 'sqlite::memory:', 'SQLite', 'better-sqlite3@12'],
    ['pg', 'postgres://keyturn@127.0.0.1:1/keyturn', 'PostgreSQL', 'pg@8'],
  ])('without %s says what to install', async (driver, url, database, toInstall) => {
    const env = { DATABASE_URL: url, JWT_SECRET: SECRET, NODE_ENV: 'production' };
    const main = join(unpacked, 'dist/main.js');
    for (const command of [['serve'], ['migrate'], ['user', 'list']]) {
      expect(await runCli(command, { env, main })).toEqual({
        status: 78,
        stdout: '',
        stderr:
          'Invalid configuration:\n' +
          `- ${database} needs the package ${driver}, which is not installed. ` +
          `Run: npm install ${toInstall}\n`,
      });
    }
  });

  it('asks for the versions of the drivers that it names', () => {
    const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      peerDependencies: Record<string, string>;
    };
    expect(peerDependencies['better-sqlite3']).toMatch(/^\^12\./);
    expect(peerDependencies['pg']).toMatch(/^\^8\./);
  });
});

const manifestIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };

/** Packages lie in packages: it is the last one in a path. */
const packagesOf = (paths: readonly string[]): Set<string> =>
  new Set(paths.flatMap((path) => /^[^:]*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
