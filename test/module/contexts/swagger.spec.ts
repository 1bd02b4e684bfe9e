import { Controller, Get } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiResponse,
  ApiUnauthorizedResponse,
  DocumentBuilder,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Auth } from '../../../src/index.js';
import { TestApplication } from '../support/application.js';
import { memoryAuth } from '../support/customers.js';

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
  let document: OpenAPIObject;
  beforeAll(async () => {
    const controllers = [Orders, Reports, Pages];
    const { app } = await TestApplication.start({ imports: [memoryAuth()], controllers });
    const config = new DocumentBuilder().addBearerAuth().build();
    document = SwaggerModule.createDocument(app, config);
  });

  const operation = (path: string) => document.paths[path]?.get;
  const statuses = (path: string) => Object.keys(operation(path)?.responses ?? {}).sort();

  it.each([
    ['401 for the routes of an @Auth() controller', '/orders', ['200', '401']],
    ['403 for a controller that requires roles or claims', '/reports', ['200', '401', '403']],
  ])('the OpenAPI document declares bearer security and %s', (_, path, expected) => {
    expect(operation(path)?.security).toEqual([{ bearer: [] }]);
    expect(document.components?.securitySchemes).toHaveProperty('bearer');
    expect(statuses(path)).toEqual(expected);
  });

  it('the OpenAPI document describes the body of a 401 response', () => {
    expect(operation('/orders')?.responses['401']).toEqual({
      description: 'The access token is missing or invalid',
      content: { 'application/json': { schema: REFUSAL } },
    });
  });

  it('the OpenAPI document names the security scheme when controller and handler have @Auth()', () => {
    expect(operation('/orders/all')?.security).toContainEqual({ bearer: [] });
    expect(statuses('/orders/all')).toEqual(['200', '401', '403']);
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
      const { description } = operation(path)?.responses['401'] as { description: string };
      expect(description).toMatch(/in words of the application$/);
      expect(operation(path)?.security).toEqual([{ bearer: [] }]);
    },
  );

  it('the OpenAPI document contains the routes of the module', () => {
    const own = Object.keys(document.paths).filter((path) => path.startsWith('/api/'));
    expect(own).toEqual(expect.arrayContaining(['/api/token/', '/api/token/refresh/', '/api/me/']));
  });
});
