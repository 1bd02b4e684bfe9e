import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runProgram } from '../support/run-program.js';

/**
 * Packages that the module imports dynamically, each with a script that loads it and the output.
 */
const PACKAGES: Readonly<Record<string, { script: string; printed: string }>> = {
  '@nestjs/microservices': {
    script: `
      const { rpcContext } = await load('auth/http/guard/contexts/rpc-context.js');
      const context = { switchToRpc: () => ({ getContext: () => ({}) }) };
      print(await rpcContext.refusalOf(error, context));`,
    printed: 'RpcException',
  },
  '@nestjs/websockets': {
    script: `
      const { wsRefusal } = await load('auth/http/guard/contexts/ws-context.js');
      print(await wsRefusal(error));`,
    printed: 'WsException',
  },
  '@zxcvbn-ts/core': {
    script: `
      const { loadGuessEstimator } = await load('auth/users/guess-estimator.js');
      const estimate = await loadGuessEstimator();
      console.log(estimate('aaaaaaaaaaaaaaab', []) < 1e6);`,
    printed: 'true',
  },
  '@zxcvbn-ts/language-common': {
    script: `
      const { loadGuessEstimator } = await load('auth/users/guess-estimator.js');
      const estimate = await loadGuessEstimator();
      console.log(estimate('iloveyou qwertyuiop', []) < estimate('jmowfzpv rxdkcbqnhz', []) / 1e6);`,
    printed: 'true',
  },
  '@zxcvbn-ts/language-en': {
    script: `
      const { loadGuessEstimator } = await load('auth/users/guess-estimator.js');
      const estimate = await loadGuessEstimator();
      console.log(estimate('encyclopedia', []) < 1e6);`,
    printed: 'true',
  },
  bowser: {
    script: `
      const { describeDevice } = await load('auth/sessions/device.js');
      const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0';
      console.log(await describeDevice(agent));`,
    printed: 'Firefox on Linux',
  },
  jose: {
    script: `
      const { resolveVerification } = await load('auth/verifier/verifier.settings.js');
      print((await resolveVerification({ jwksUri: 'http://localhost/keys' })).keys);`,
    printed: 'RemoteKeys',
  },
};

const LOADERS = {
  esm: `const load = (path) => import(process.cwd() + '/dist/esm/' + path);`,
  cjs: `import { createRequire } from 'node:module';
    const require = createRequire(process.cwd() + '/package.json');
    const load = (path) => require('./dist/cjs/' + path);`,
};

const PROLOGUE = `
  import 'reflect-metadata';
  const print = (made) => console.log(made.constructor.name);
  const { AuthError } = await load('auth/domain/auth-error.js');
  const error = new AuthError('invalid_token');`;

const sources = () =>
  readdirSync('src/auth', { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?<!\.spec)\.ts$/.test(path),
  );

describe('dynamic imports of the module', () => {
  it('this spec lists every dynamic import of the module', () => {
    const imported = sources().flatMap((path) => {
      const source = readFileSync(join('src/auth', path), 'utf8');
      return [...source.matchAll(/await import\('([^.'][^']*)'\)/g)].map(([, name]) => name);
    });
    expect([...new Set(imported)].sort()).toEqual(Object.keys(PACKAGES));
  });

  describe.each(Object.entries(LOADERS))('dist/%s', (_, loader) => {
    it.each(Object.entries(PACKAGES))(
      'a dynamic import has the exports that the module uses: %s',
      async (_name, one) => {
        const script = `${loader}${PROLOGUE}${one.script}`;
        const printed = await runProgram('--input-type=module', ['--eval', script]);
        expect(printed).toBe(`${one.printed}\n`);
      },
    );
  });
});
