import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Post, UseGuards } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { JwtAuthGuard } from '../../auth/http/guard/jwt-auth.guard.js';
import { guardedRoutesOf } from './guarded-routes.js';

@Controller('api/me')
@UseGuards(JwtAuthGuard)
class Guarded {
  @Get(['', '//'])
  read(this: void) {}

  @Get('orders/:id')
  order() {}

  helper() {}
}

@Controller(['/files', 'documents/'])
class PartlyGuarded {
  @Get()
  list() {}

  @Post('new')
  @UseGuards(JwtAuthGuard)
  create() {}
}

/** A controller of the module, whose path is set in a subclass. */
@Controller('v2/me')
class Inherited extends Guarded {}

function guardedIn(...controllers: object[]) {
  const wrappers = new Map(controllers.map((metatype) => [metatype, { metatype }]));
  const modules = new Map([['module', { controllers: wrappers }]]);
  return guardedRoutesOf(modules as unknown as ModulesContainer);
}

describe('guardedRoutesOf', () => {
  it('returns every path of a guarded controller with its handler', () => {
    const routes = guardedIn(Guarded);
    expect([...routes.keys()]).toEqual(['/api/me', '/api/me/orders/:id']);
    const { read: handler } = Guarded.prototype;
    expect(routes.get('/api/me')).toEqual({ controller: Guarded, handler });
  });

  it('returns only the guarded handlers of a controller without a guard', () => {
    expect([...guardedIn(PartlyGuarded).keys()]).toEqual(['/files/new', '/documents/new']);
  });

  it('returns the inherited handlers of a controller', () => {
    const { read: handler } = Guarded.prototype;
    expect(guardedIn(Inherited).get('/v2/me')).toEqual({ controller: Inherited, handler });
  });
});
