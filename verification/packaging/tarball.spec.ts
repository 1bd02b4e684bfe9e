import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { usesBetterSqlite3 } from '../../scripts/better-sqlite3.mjs';
import { emptyFolder } from '../../test/support/empty-folder.js';
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
  'the service, and the licenses and the list of bundled packages':
    /^dist\/service\/([\w.-]+\.js|LICENSES\.txt|sbom\.cdx\.json)$/,
  'the page of the API explorer': /^dist\/service\/page\/(index\.html|[\w.-]+\.(css|js|png)|LICENSE|NOTICE|[\w.-]+\.LICENSE\.txt)$/, // prettier-ignore
};

const ENTRY_POINTS = ['index', 'migrations', 'testing/index'];
const FORMATS = ['esm', 'cjs'];

interface Sbom {
  bomFormat: string;
  specVersion: string;
  components: { name: string; version: string; licenses?: object[]; purl: string }[];
}

/** A package in the place of better-sqlite3. */
interface FakePackage {
  version: string;
  code: string;
}

/** A native crash, which no handler can catch. */
const CRASH = "process.kill(process.pid, 'SIGSEGV');";

const NO_BINARY = `module.exports = class {
  constructor() {
    throw new Error('Could not locate the bindings file.');
  }
};`;

const OLD_SQLITE = `module.exports = class {
  prepare() {
    return { all: () => [{ version: '3.50.4' }] };
  }
  close() {}
};`;

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

  it('the tarball lists the license of every bundled package', () => {
    const named = readFileSync(join(unpacked, 'dist/service/LICENSES.txt'), 'utf8');
    const manifests = bundledManifests();
    expect(manifests.map(({ name }) => name)).toEqual(expect.arrayContaining(['fastify', 'zod']));
    const missing = manifests.filter(
      ({ name, version }) => !named.includes(`\n${name} ${version}`),
    );
    expect(missing).toEqual([]);
  });

  it('the tarball lists every bundled package with version and license in a CycloneDX document', () => {
    const text = readFileSync(join(unpacked, 'dist/service/sbom.cdx.json'), 'utf8');
    const { bomFormat, specVersion, components } = JSON.parse(text) as Sbom;
    expect([bomFormat, specVersion]).toEqual(['CycloneDX', '1.6']);
    const bundled = bundledManifests();
    const named = components.map(({ name, version }) => `${name} ${version}`);
    expect(bundled.filter(({ name, version }) => !named.includes(`${name} ${version}`))).toEqual(
      [],
    );
    const withoutLicense = components.filter(({ licenses }) => licenses === undefined);
    // Its license is only in its README, and so in LICENSES.txt.
    expect(withoutLicense.map(({ name }) => name)).toEqual(['pause']);
    expect(components.find(({ name }) => name === '@nestjs/core')?.purl).toMatch(
      /^pkg:npm\/%40nestjs\/core@\d/,
    );
  });

  it('the tarball passes publint --strict', async () => {
    const output = await runTool('publint/src/cli.js', ['run', tarball, '--strict']);
    expect(output).toContain('All good!');
  });

  it('the tarball has correct types for every module resolution (attw)', async () => {
    const output = await runTool('@arethetypeswrong/cli/dist/index.js', [tarball]);
    expect(output).toContain('No problems found');
  });

  it('the tarball contains the driver of PostgreSQL', async () => {
    const env = { DATABASE_URL: 'postgres://keyturn@127.0.0.1:1/keyturn', JWT_SECRET: SECRET };
    const { status, stderr } = await runBinary(['migrate'], { env, main: mainIn(unpacked) });
    expect([status, stderr]).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
  });

  it.each<[string, FakePackage | undefined, string]>([
    [
      'is not installed',
      undefined,
      'SQLite needs the package better-sqlite3, which is not installed. Run: npm install ',
    ],
    [
      'is of an unknown version',
      { version: '99.0.0', code: CRASH },
      'Keyturn does not support better-sqlite3 99.0.0. Run: npm install ',
    ],
    [
      'has no binary',
      { version: '12.11.1', code: NO_BINARY },
      'Run: npm install-scripts approve better-sqlite3 && npm rebuild better-sqlite3. Or use the newest Node 24 or 26',
    ],
    [
      'throws when it is loaded',
      { version: '12.11.1', code: "throw new Error('damaged')" },
      'better-sqlite3 has no binary that this Node can load. Run: npm install-scripts approve',
    ],
    [
      'can corrupt a database',
      { version: '12.4.1', code: OLD_SQLITE },
      'The installed better-sqlite3 contains SQLite 3.50.4, which can corrupt a database. Run: npm install ',
    ],
  ])(
    // prettier-ignore
    'every command exits with status 78 and writes nothing when better-sqlite3 %s, except on Node 24.15 and later',
    async (_, fake, message) => {
      installFake(folder, fake);
      const env = { npm_config_user_agent: 'npm/12.2.0 node/v22.14.0' };
      const expected = usesBetterSqlite3()
        ? { status: 78, text: expect.stringContaining(message) as unknown, written: [] }
        : { status: 0, text: expect.any(String) as unknown, written: [] };
      for (const command of [
        'config check',
        'doctor',
        ...(usesBetterSqlite3() ? ['serve', 'migrate', 'user list'] : []),
      ]) {
        const cwd = emptyFolder();
        const result = await runBinary(command.split(' '), { env, cwd, main: mainIn(unpacked) });
        const text = result.stdout + result.stderr;
        expect({ status: result.status, text, written: readdirSync(cwd) }).toEqual(expected);
      }
    },
  );

  // Earlier versions do not have the flag.
  const flags = usesBetterSqlite3() ? [] : ['--no-experimental-sqlite'];
  it.each(['--no-warnings', ...flags])(
    'refuses SQLite before it writes when Node and npm have no driver: node %s',
    async (NODE_OPTIONS) => {
      installFake(folder, undefined);
      const isRefused = usesBetterSqlite3() || flags.includes(NODE_OPTIONS);
      for (const command of ['config check', 'doctor']) {
        const cwd = emptyFolder();
        const options = { env: { NODE_OPTIONS }, cwd, main: mainIn(unpacked) };
        const { status } = await runBinary(command.split(' '), options);
        expect([status, readdirSync(cwd)]).toEqual([isRefused ? 78 : 0, []]);
      }
    },
  );

  it('package.json requires the driver versions that the service supports', () => {
    const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      peerDependencies: Record<string, string>;
    };
    expect(peerDependencies['better-sqlite3']).toBe('^12.0.0 || ^13.0.0');
  });
});

function installFake(folder: string, fake: FakePackage | undefined): void {
  const place = join(folder, 'node_modules/better-sqlite3');
  rmSync(place, { recursive: true, force: true });
  if (fake === undefined) return;
  mkdirSync(place);
  const { version, code } = fake;
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name: 'better-sqlite3', version }));
  writeFileSync(join(place, 'index.js'), code);
}

function bundledManifests() {
  const { inputs } = JSON.parse(readFileSync('build/bundle.json', 'utf8')) as {
    inputs: Record<string, unknown>;
  };
  return [...packagesOf(Object.keys(inputs))].map(manifestIn);
}

const mainIn = (unpacked: string) => join(unpacked, 'dist/main.js');

const manifestIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };

/** Packages may be nested. The last one in a path counts. */
const packagesOf = (paths: readonly string[]): Set<string> =>
  new Set(paths.flatMap((path) => /^[^:]*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
