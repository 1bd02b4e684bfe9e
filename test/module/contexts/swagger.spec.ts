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

/** The application describes the response itself. */
const IN_OWN_WORDS = { status: 401, description: 'in words of the application' };

@Controller('orders')
@Auth()
class Orders {
  @Get()
  list() {
    return [];
  }

  @Get('all')
  @ApiOkResponse({ description: 'every order' })
  @Auth({ roles: ['admin'], claims: { tenant: 'a' } })
  all() {
    return [];
  }
}

@Controller('reports')
@Auth({ roles: 'admin' })
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
  @ApiResponse(IN_OWN_WORDS)
  mine() {
    return [];
  }

  @Get('yours')
  @ApiResponse(IN_OWN_WORDS)
  @Auth()
  yours() {
    return [];
  }

  @Get('described')
  @ApiUnauthorizedResponse()
  described() {
    return [];
  }
}

describe('the document of @nestjs/swagger', () => {
  let document: OpenAPIObject;
  beforeAll(async () => {
    const controllers = [Orders, Reports, Pages];
    const { app } = await TestApplication.start({ imports: [memoryAuth()], controllers });
    const config = new DocumentBuilder().addBearerAuth().build();
    document = SwaggerModule.createDocument(app, config);
  });

  const operation = (path: string) => document.paths[path]?.get;

  it.each([
    ['an @Auth() controller', '/orders', [200, 401], [{ bearer: [] }]],
    ['a controller that requires a role', '/reports', [200, 401, 403], [{ bearer: [] }]],
    ['@Auth() on controller and handler', '/orders/all', [200, 401, 403], [{ bearer: [] }, { bearer: [] }]], // prettier-ignore
    // As decorators of @nestjs/swagger do: without a success response.
    ['@Auth() on a handler', '/pages/mine', [401], [{ bearer: [] }]],
    ['a response decorator of @nestjs/swagger', '/pages/described', [401], undefined],
    ['a route without @Auth()', '/pages', [200], undefined],
  ])('the OpenAPI document declares responses and security for %s', (_, path, statuses, bearer) => {
    expect(Object.keys(operation(path)?.responses ?? {}).map(Number)).toEqual(statuses);
    expect(operation(path)?.security).toEqual(bearer);
    expect(document.components?.securitySchemes).toHaveProperty('bearer');
  });

  it('the OpenAPI document describes the body of a 401 response', () => {
    const properties = { detail: { type: 'string' }, code: { type: 'string' } };
    const schema = { type: 'object', properties, required: ['detail'] };
    expect(operation('/orders')?.responses['401']).toEqual({
      description: 'The access token is missing or invalid',
      content: { 'application/json': { schema } },
    });
  });

  it.each(['/pages/mine', '/pages/yours'])(
    'the OpenAPI document keeps the description that the application gives on %s',
    (path) => {
      const { description } = operation(path)?.responses['401'] as { description: string };
      expect(description).toMatch(/in words of the application$/);
      expect(operation(path)?.security).toEqual([{ bearer: [] }]);
    },
  );

  it('the OpenAPI document contains the routes of the module', () => {
    const paths = Object.keys(document.paths);
    expect(paths).toEqual(
      expect.arrayContaining(['/api/token/', '/api/token/refresh/', '/api/me/']),
    );
  });
});
