import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { SECRET } from '../../support/jwt.js';

/** Packages that HTTP does not need. */
const OPTIONAL = [
  '@nestjs/graphql',
  '@nestjs/websockets',
  '@nestjs/microservices',
  '@nestjs/swagger',
  'graphql',
  'jose',
];

const asModule = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;

/** A module loader hook that hides these packages. */
const LOADER = asModule(`
  const HIDDEN = ${JSON.stringify(OPTIONAL)};
  export function resolve(specifier, context, next) {
    const isHidden = HIDDEN.some((name) => specifier === name || specifier.startsWith(name + '/'));
    if (!isHidden) return next(specifier, context);
    throw Object.assign(new Error('not installed: ' + specifier), { code: 'ERR_MODULE_NOT_FOUND' });
  }
`);

/** Guards an HTTP route and requests it without a token. */
const APPLICATION = `
  import { Controller, Get, Module, UseGuards } from '@nestjs/common';
  import { NestFactory } from '@nestjs/core';
  import { FastifyAdapter } from '@nestjs/platform-fastify';
  import { AuthModule, Auth } from '${pathToFileURL('dist/esm/index.js').href}';

  class Orders { list() { return []; } }
  const method = Object.getOwnPropertyDescriptor(Orders.prototype, 'list');
  Auth({ roles: 'admin' })(Orders.prototype, 'list', method);
  Get()(Orders.prototype, 'list', method);
  Controller('orders')(Orders);

  class App {}
  Module({
    imports: [AuthModule.forVerifier({ secret: '${SECRET}' })],
    controllers: [Orders],
  })(App);

  const app = await NestFactory.create(App, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  const response = await fetch((await app.getUrl()) + '/orders');
  process.stdout.write(response.status + ' ' + (await response.text()));
  await app.close();
`;

describe('packages that an application with HTTP only needs', () => {
  const run = (application: string): string => {
    const hiding = asModule(
      `import { register } from 'node:module'; register(${JSON.stringify(LOADER)});`,
    );
    const args = ['--import', hiding, '--input-type=module', '--eval', application];
    return execFileSync(process.execPath, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };

  it('guards an HTTP route without the optional packages of other contexts', () => {
    const unauthorized = '401 {"detail":"Authentication credentials were not provided."}';
    expect(run(APPLICATION)).toBe(unauthorized);
  });

  it.each(OPTIONAL)('cannot import %s in the process that this test uses', (name) => {
    expect(() => run(`await import('${name}');`)).toThrow(`not installed: ${name}`);
  });
});
