import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { expect, it } from '@jest/globals';
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

/** Guards an HTTP route, requests it without a token, and tries to import the packages. */
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
  const imports = await Promise.allSettled(${JSON.stringify(OPTIONAL)}.map((name) => import(name)));
  const found = imports.filter(({ status }) => status === 'fulfilled').length;
  process.stdout.write(JSON.stringify([response.status, await response.json(), found]));
  await app.close();
`;

it('guards an HTTP route without the optional packages of other contexts', () => {
  const hiding = asModule(
    `import { register } from 'node:module'; register(${JSON.stringify(LOADER)});`,
  );
  const args = ['--import', hiding, '--input-type=module', '--eval', APPLICATION];
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const unauthorized = { detail: 'Authentication credentials were not provided.' };
  expect(JSON.parse(output)).toEqual([401, unauthorized, 0]);
});
