import { createRequire, builtinModules } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, parseDocument } from 'yaml';
import { missingScriptsIn, npmScriptsIn } from '../support/npm-scripts.js';
import { FILES } from './files.js';
import { actionsOf, commandsOf, type Workflow } from '../support/workflows.js';

const read = (path: string): string => readFileSync(path, 'utf8');

const manifest = JSON.parse(read('package.json')) as {
  version: string;
  homepage: string;
  repository: { url: string };
  bugs: string;
  engines: { node: string };
};

interface LockedPackage {
  dependencies?: object;
  devDependencies?: object;
  optionalDependencies?: object;
}

const packagesIn = (path: string) =>
  (JSON.parse(read(path)) as { packages: Record<string, LockedPackage> }).packages;

const GITHUB = readdirSync('.github', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const YAML_FILES = GITHUB.filter((path) => path.endsWith('.yml'));
const WORKFLOWS = YAML_FILES.filter((path) => path.startsWith('.github/workflows/'));
const FORMS = YAML_FILES.filter((path) => /ISSUE_TEMPLATE\/(?!config)/.test(path));

const workflow = (path: string): Workflow => parse(read(path)) as Workflow;

const problemsOf = (yaml: string): string[] =>
  parseDocument(yaml).errors.map(({ message }) => message);

describe('.github', () => {
  it.each(YAML_FILES)('has valid YAML in %s', (path) => {
    expect(problemsOf(read(path))).toEqual([]);
  });

  it.each(FORMS)('has a name, a description and fields with unique IDs in %s', (path) => {
    const form = parse(read(path)) as {
      name: string;
      description: string;
      body: { id?: string; type: string }[];
    };
    expect([form.name, form.description]).toEqual([
      expect.stringMatching(/\w/),
      expect.stringMatching(/\w/),
    ]);
    const ids = form.body.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(form.body.filter(({ type }) => type !== 'markdown').length);
  });
});

describe('a workflow', () => {
  it.each(WORKFLOWS)('calls only npm scripts that exist: %s', (path) => {
    const commands = commandsOf(workflow(path));
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.flatMap((command) => missingScriptsIn(command))).toEqual([]);
  });

  it.each(WORKFLOWS)('pins each action to a full version: %s', (path) => {
    for (const action of actionsOf(workflow(path))) expect(action).toMatch(/@v\d+\.\d+\.\d+$/);
  });

  it.each(WORKFLOWS)('reads the repository only, has limits and a group: %s', (path) => {
    const { permissions, concurrency, jobs } = workflow(path);
    expect(permissions).toEqual({ contents: 'read' });
    expect(concurrency).toHaveProperty('group');
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  it('rejects a workflow that calls an npm script that does not exist', () => {
    const matrix = { proof: ['test', 'test:absent'] };
    const steps = [{ run: 'npm ci\nnpm run check' }, { run: 'npm run ${{ matrix.proof }}' }];
    const commands = commandsOf({ jobs: { one: { strategy: { matrix }, steps } } });
    expect(commands.flatMap((command) => missingScriptsIn(command))).toEqual(['test:absent']);
  });

  it('rejects a workflow whose YAML does not parse', () => {
    expect(problemsOf('jobs:\n  check: [\n')).not.toEqual([]);
    expect(problemsOf('jobs: {}\njobs: {}\n')).not.toEqual([]);
  });

  it('runs the same script as .ci/run, and the checks on each supported Node', () => {
    const ci = workflow('.github/workflows/ci.yml');
    const { node = [], database = [] } = ci.jobs['check']?.strategy?.matrix ?? {};
    const oldest = Number(/\d+/.exec(manifest.engines.node)?.[0]);
    expect(Math.min(...node.map(Number))).toBe(oldest);
    expect(node).toContain(Number(read('.nvmrc')));
    expect(database).toHaveLength(2);
    const commands = commandsOf(ci);
    expect(commands).toEqual(
      expect.arrayContaining(['.ci/run', 'npm run check -- --verification']),
    );
    // Those that .ci/run leaves out.
    const proofs = commands.flatMap((command) => npmScriptsIn(command));
    expect(proofs).toEqual(expect.arrayContaining(['verification/smoke', 'verification/machine']));
  });

  it('runs every long proof at night', () => {
    const commands = commandsOf(workflow('.github/workflows/nightly.yml'));
    const nightly = commands.flatMap((command) => npmScriptsIn(command));
    const proofs = [
      'jest',
      'attacks',
      'interleavings',
      'faults',
      'tokens',
      'fuzz',
      'response-times',
      'mutation',
      'packaging',
      'browser',
    ];
    expect(nightly.sort()).toEqual(proofs.map((name) => `verification/${name}`).sort());
  });
});

describe('a document for contributors', () => {
  it.each([
    'CONTRIBUTING.md',
    '.github/pull_request_template.md',
    '.ci/run',
    'verification/README.md',
    'verification/faults/README.md',
  ])('names only npm scripts that exist: %s', (path) => {
    expect(npmScriptsIn(read(path), path).length).toBeGreaterThan(0);
    expect(missingScriptsIn(read(path), path)).toEqual([]);
  });
});

describe('.dependency-cruiser.cjs', () => {
  interface Side {
    path?: string | string[];
    pathNot?: string | string[];
  }
  interface Rules {
    forbidden: { from: Side; to: Side }[];
  }
  const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as Rules;
  const sides = forbidden.flatMap(({ from, to }) => [from, to]);
  const named = sides.flatMap(({ path = [], pathNot = [] }) => [path, pathNot].flat());

  const packages = Object.keys(packagesIn('package-lock.json')).map((path) => `${path}/`);
  const unused = (pattern: string): boolean =>
    ![...FILES, ...packages, ...builtinModules].some((path) => new RegExp(pattern).test(path));

  it('has only patterns that match a file or a package', () => {
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter(unused)).toEqual([]);
  });

  it('has a rule for each folder of the module', () => {
    const folders = readdirSync('src/auth', { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const guarded = forbidden.flatMap(({ from: { path = [] } }) => [path].flat());
    const missing = folders.filter(({ name }) => !guarded.includes(`^src/auth/${name}/`));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('rejects a pattern that matches nothing', () => {
    expect(['^src/absent/', 'node_modules/absent/', '^src/auth/'].filter(unused)).toEqual([
      '^src/absent/',
      'node_modules/absent/',
    ]);
  });
});

describe('the address of the repository', () => {
  const address = manifest.repository.url.replace(/^git\+(.*)\.git$/, '$1');

  it('is the same in all members of package.json', () => {
    expect(address).toMatch(/^https:\/\/[\w.-]+\/[\w-]+\/[\w-]+$/);
    expect(manifest).toMatchObject({ homepage: `${address}#readme`, bugs: `${address}/issues` });
  });

  it.each([...GITHUB, 'CONTRIBUTING.md', 'SECURITY.md'])(
    'is that of package.json in %s',
    (path) => {
      const found = read(path).match(/https:\/\/github\.com\/[\w-]+\/[\w-]+/g) ?? [];
      expect(found.filter((one) => one !== address)).toEqual([]);
    },
  );
});

describe('package-lock.json', () => {
  it.each(['package-lock.json', 'verification/package-lock.json'])(
    'contains no download addresses: %s',
    (path) => {
      const entries = Object.values(packagesIn(path)).filter((entry) => !('link' in entry));
      expect(entries.filter((entry) => 'resolved' in entry)).toEqual([]);
    },
  );

  it.each(['package-lock.json', 'verification/package-lock.json'])(
    '%s has the optional dependencies of all platforms',
    (path) => {
      const packages = packagesIn(path);
      const names = new Set(
        Object.keys(packages).map((key) => key.replace(/.*node_modules\//, '')),
      );
      const optional = Object.values(packages).flatMap(({ optionalDependencies }) =>
        Object.keys(optionalDependencies ?? {}),
      );
      expect(optional.length).toBeGreaterThan(0);
      expect(optional.filter((name) => !names.has(name))).toEqual([]);
    },
  );

  it('better-sqlite3 is optional, so that npm ci succeeds without a compiler', () => {
    const packages = packagesIn('package-lock.json');
    expect(packages['node_modules/better-sqlite3']).toMatchObject({ optional: true });
    for (const member of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
      expect(packages['']?.[member] ?? {}).not.toHaveProperty('better-sqlite3');
    }
  });

  it('the lock file of verification/ has no second copy of a package whose classes must be the same', () => {
    const names = Object.keys(packagesIn('verification/package-lock.json'));
    const shared =
      /node_modules\/(@nestjs\/(common|core|jwt|typeorm)|typeorm|reflect-metadata|jest)$/;
    expect(names.filter((name) => shared.test(name))).toEqual([]);
    expect(names).toContain('node_modules/@nestjs/graphql');
  });
});

it('CHANGELOG.md starts with the title and has an entry for the version of the package', () => {
  const lines = read('CHANGELOG.md').split('\n');
  expect(lines[0]).toBe('# Changelog');
  expect(lines).toContain(`## ${manifest.version}`);
});
