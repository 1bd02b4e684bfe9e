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
import { TestApplication } from './application.js';

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
  @ApiResponse({ status: 401, description: 'in words of the application' })
  mine() {
    return [];
  }

  @Get('described')
  @ApiUnauthorizedResponse()
  described() {
    return [];
  }

  @Get('yours')
  @ApiResponse({ status: 401, description: 'in words of the application' })
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

describe('the document of @nestjs/swagger', () => {
  const application = new TestApplication();
  let document: OpenAPIObject;
  beforeAll(async () => {
    const controllers: Type[] = [Orders, Reports, Pages];
    await application.start({ controllers });
    const config = new DocumentBuilder().addBearerAuth().build();
    document = SwaggerModule.createDocument(application.app, config);
  });
  afterAll(() => application.stop());

  const operation = (path: string) => document.paths[path]?.get;

  const statuses = (path: string) => Object.keys(operation(path)?.responses ?? {}).sort();

  it('the OpenAPI document declares bearer security and 401 for the routes of an @Auth() controller', () => {
    expect(operation('/orders')?.security).toEqual([{ bearer: [] }]);
    expect(document.components?.securitySchemes).toHaveProperty('bearer');
    expect(statuses('/orders')).toEqual(['200', '401']);
  });

  it('the OpenAPI document describes the body of a 401 response', () => {
    expect(operation('/orders')?.responses['401']).toEqual({
      description: 'The access token is missing or invalid',
      content: { 'application/json': { schema: REFUSAL } },
    });
  });

  it('the OpenAPI document declares 403 for routes that require roles or claims', () => {
    expect(statuses('/orders/all')).toEqual(['200', '401', '403']);
    expect(statuses('/reports')).toEqual(['200', '401', '403']);
    expect(operation('/reports')?.security).toEqual([{ bearer: [] }]);
  });

  it('the OpenAPI document names the security scheme when controller and handler have @Auth()', () => {
    expect(operation('/orders/all')?.security).toContainEqual({ bearer: [] });
  });

  it('declares no success response for a handler with @Auth(), as decorators of @nestjs/swagger do', () => {
    expect(statuses('/pages/mine')).toEqual(statuses('/pages/described'));
  });

  it('the OpenAPI document declares no security for routes without @Auth()', () => {
    expect(operation('/pages')?.security).toBeUndefined();
    expect(statuses('/pages')).toEqual(['200']);
  });

  it.each([['/pages/mine'], ['/pages/yours']])(
    'the OpenAPI document keeps the description that the application gives on %s',
    (path) => {
      expect(operation(path)?.responses['401']).toHaveProperty(
        'description',
        expect.stringMatching(/in words of the application$/),
      );
      expect(operation(path)?.security).toEqual([{ bearer: [] }]);
    },
  );

  it('the OpenAPI document contains the routes of the module', () => {
    const own = Object.keys(document.paths).filter((path) => path.startsWith('/api/'));
    expect(own).toEqual(expect.arrayContaining(['/api/token/', '/api/token/refresh/', '/api/me/']));
  });
});
