import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runBinary } from '../../test/support/run-binary.js';
import { SECRET } from '../../test/support/jwt.js';
import { runTool } from '../support/tool.js';
import { linkPackages, pack, unpack } from './tarball.js';

/** The files of the tarball, by their purpose. */
const CONTENTS: Record<string, RegExp> = {
  'metadata and documentation': /^(package\.json|LICENSE|README\.md|CHANGELOG\.md)$/,
  'the module with types and source maps':
    /^dist\/(esm|cjs)\/(index|migrations|(auth|testing)\/[\w./-]+)\.(js|d\.ts)(\.map)?$/,
  'the module format of each part': /^dist\/((esm|cjs|service)\/)?package\.json$/,
  'the sources of the source maps': /^src\/(index|migrations|(auth|testing)\/[\w./-]+)\.ts$/,
  'the CLI': /^dist\/main\.js$/,
  'the service, and the licences of bundled packages':
    /^dist\/service\/([\w.-]+\.js|LICENCES\.txt)$/,
  'the page of the API explorer': /^dist\/service\/page\/(index\.html|[\w.-]+\.(css|js|png)|LICENSE|NOTICE|[\w.-]+\.LICENSE\.txt)$/, // prettier-ignore
};

const ENTRY_POINTS = ['index', 'migrations', 'testing/index'];
const FORMATS = ['esm', 'cjs'];

describe('npm tarball', () => {
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

  it('the tarball contains only files with a purpose, and no tests', () => {
    const purposes = Object.values(CONTENTS);
    const others = files.filter((path) => !purposes.some((purpose) => purpose.test(path)));
    expect(others).toEqual([]);
    expect(files.filter((path) => /spec|\.env|sqlite/.test(path))).toEqual([]);
  });

  it.each(Object.entries(CONTENTS))('the tarball contains %s', (_, purpose) => {
    expect(files.some((path) => purpose.test(path))).toBe(true);
  });

  it('the tarball contains every file of the module as ESM and CommonJS, with types and source maps', () => {
    const modules = files.flatMap((path) => /^dist\/esm\/(.*)(?<!\.d)\.js$/.exec(path)?.[1] ?? []);
    const parts = ['.js', '.js.map', '.d.ts', '.d.ts.map'];
    const expected = FORMATS.flatMap((form) =>
      modules.flatMap((name) => parts.map((part) => `dist/${form}/${name}${part}`)),
    );
    expect(modules).toEqual(expect.arrayContaining(ENTRY_POINTS));
    expect(files.filter((path) => /^dist\/(esm|cjs)\/.*\.(js|ts|map)$/.test(path)).sort()).toEqual(
      expected.sort(),
    );
  });

  it('the tarball contains the source of every source map', () => {
    const maps = files.filter((path) => path.endsWith('.map'));
    const sources = maps.flatMap((map) => {
      const { sources: named } = JSON.parse(readFileSync(join(unpacked, map), 'utf8')) as {
        sources: string[];
      };
      return named.map((source) => normalize(join(dirname(map), source)));
    });
    expect(sources.filter((source) => !files.includes(source))).toEqual([]);
  });

  it('the tarball contains no path of the build machine', () => {
    const texts = files.filter((path) => /^dist\/(main|service\/[^/]+)\.js$/.test(path));
    const withPath = texts.filter((path) =>
      readFileSync(join(unpacked, path), 'utf8').includes(process.cwd()),
    );
    expect([texts.length > 1, withPath]).toEqual([true, []]);
  });

  it('the tarball lists the licence of every bundled package', () => {
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

  it('the tarball passes publint --strict', async () => {
    const output = await runTool('publint/src/cli.js', ['run', tarball, '--strict']);
    expect(output).toContain('All good!');
  });

  it('the tarball has correct types for every module resolution (attw)', async () => {
    const output = await runTool('@arethetypeswrong/cli/dist/index.js', [tarball]);
    expect(output).toContain('No problems found');
  });

  it.each([
    ['better-sqlite3', 'sqlite::memory:', 'SQLite', 'better-sqlite3@12'],
    ['pg', 'postgres://keyturn@127.0.0.1:1/keyturn', 'PostgreSQL', 'pg@8'],
  ])(
    'a missing %s is reported with the command that installs it',
    async (driver, url, database, toInstall) => {
      const env = { DATABASE_URL: url, JWT_SECRET: SECRET, NODE_ENV: 'production' };
      const main = join(unpacked, 'dist/main.js');
      for (const command of [['serve'], ['migrate'], ['user', 'list']]) {
        expect(await runBinary(command, { env, main })).toEqual({
          status: 78,
          stdout: '',
          stderr:
            'Invalid configuration:\n' +
            `- ${database} needs the package ${driver}, which is not installed. ` +
            `Run: npm install ${toInstall}\n`,
        });
      }
    },
  );

  it('package.json requires the driver versions that the messages name', () => {
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

/** Packages may be nested. The last one in a path counts. */
const packagesOf = (paths: readonly string[]): Set<string> =>
  new Set(paths.flatMap((path) => /^[^:]*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
