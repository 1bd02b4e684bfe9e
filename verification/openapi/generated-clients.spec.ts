import { copyFile, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runProgram } from '../../test/support/run-program.js';
import { TestService } from '../../test/support/service.js';
import { runTool, tool } from '../support/tool.js';

const COMPILER_OPTIONS = {
  module: 'nodenext',
  target: 'ES2022',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
};

let project: string;
let service: TestService;
let id: string;

/** A project with the output of the generators and the code of a developer. */
beforeAll(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'keyturn-generated-')));
  await symlink(tool(''), join(project, 'node_modules'), 'junction');
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS })); // prettier-ignore
  for (const name of ['openapi-fetch.ts', 'swagger-typescript-api.ts'])
    await copyFile(join('verification/openapi/clients', name), join(project, name));
  service = await TestService.start('sqlite');
  ({ id } = await service.users.create({ username: 'alice', password: 'violet kettle harbor' }));
  const document = `${service.url}/api/openapi.json`;
  await runTool('openapi-typescript/bin/cli.js', [document, '-o', 'schema.ts'], project);
  await runTool(
    'swagger-typescript-api/dist/cli.mjs',
    ['generate', '-p', document, '-o', project, '-n', 'api.ts'],
    project,
  );
  await runTool('typescript/bin/tsc', ['-p', project], project);
});

afterAll(async () => {
  await service.stop();
  await rm(project, { recursive: true });
});

it.each(['openapi-fetch', 'swagger-typescript-api'])(
  'a client generated for %s compiles under strict, logs in, refreshes, calls and logs out',
  async (client) => {
    const output = await runProgram(join(project, `${client}.js`), [service.url], project);
    expect(JSON.parse(output)).toEqual({
      before: { id, username: 'alice' },
      after: { id, username: 'alice' },
      verified: 200,
      ended: 200,
      again: 'Token is blacklisted',
      afterwards: 401,
    });
  },
);
