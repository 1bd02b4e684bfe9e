import { Controller, Get, type Type } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiResponse,
  ApiUnauthorizedResponse,
  DocumentBuilder,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Auth } from '../../../src/index.js';
import { Host } from './host.js';

@Controller('orders')
@Auth()
class Orders {
  @Get()
  list() {
    return [];
  }

  @Get('all')
  @ApiOkResponse({ description: 'every order' })
  @Auth({ roles: ['admin'] })
  all() {
    return [];
  }
}

@Controller('reports')
@Auth({ roles: 'admin', claims: { tenant: 'a' } })
class Reports {
  @Get()
  list() {
    return [];
  }
}

@Controller('pages')
class Pages {
  @Get()
  open() {
    return [];
  }

  @Get('mine')
  @Auth()
  @ApiResponse({ status: 401, description: 'in words of our own' })
  mine() {
    return [];
  }

  @Get('described')
  @ApiUnauthorizedResponse()
  described() {
    return [];
  }

  @Get('yours')
  @ApiResponse({ status: 401, description: 'in words of our own' })
  @Auth()
  yours() {
    return [];
  }
}

const REFUSAL = {
  type: 'object',
  properties: { detail: { type: 'string' }, code: { type: 'string' } },
  required: ['detail'],
};

describe('a document of @nestjs/swagger', () => {
  const host = new Host();
  let document: OpenAPIObject;
  beforeAll(async () => {
    const controllers: Type[] = [Orders, Reports, Pages];
    await host.start({ controllers });
    const config = new DocumentBuilder().addBearerAuth().build();
    document = SwaggerModule.createDocument(host.app, config);
  });
  afterAll(() => host.stop());

  const operation = (path: string) => document.paths[path]?.get;

  const statuses = (path: string) => Object.keys(operation(path)?.responses ?? {}).sort();

  it('says of a guarded controller’s routes that they take a bearer token', () => {
    expect(operation('/orders')?.security).toEqual([{ bearer: [] }]);
    expect(document.components?.securitySchemes).toHaveProperty('bearer');
    expect(statuses('/orders')).toEqual(['200', '401']);
  });

  it('says what a refusal is', () => {
    expect(operation('/orders')?.responses['401']).toEqual({
      description: 'The access token is missing or invalid',
      content: { 'application/json': { schema: REFUSAL } },
    });
  });

  it('says of routes that ask for claims that they answer 403, too', () => {
    expect(statuses('/orders/all')).toEqual(['200', '401', '403']);
    expect(statuses('/reports')).toEqual(['200', '401', '403']);
    expect(operation('/reports')?.security).toEqual([{ bearer: [] }]);
  });

  it('names the scheme where controller and handler ask', () => {
    expect(operation('/orders/all')?.security).toContainEqual({ bearer: [] });
  });

  it('leaves success to the application on handlers, as decorators of @nestjs/swagger do', () => {
    expect(statuses('/pages/mine')).toEqual(statuses('/pages/described'));
  });

  it('says nothing of other routes', () => {
    expect(operation('/pages')?.security).toBeUndefined();
    expect(statuses('/pages')).toEqual(['200']);
  });

  it.each([['/pages/mine'], ['/pages/yours']])('keeps the application’s words on %s', (path) => {
    expect(operation(path)?.responses['401']).toHaveProperty(
      'description',
      expect.stringMatching(/in words of our own$/),
    );
    expect(operation(path)?.security).toEqual([{ bearer: [] }]);
  });

  it('holds the module’s own routes', () => {
    const own = Object.keys(document.paths).filter((path) => path.startsWith('/api/'));
    expect(own).toEqual(expect.arrayContaining(['/api/token/', '/api/token/refresh/', '/api/me/']));
  });
});
