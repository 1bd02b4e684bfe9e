import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { routesOf } from '../support/routes.js';
import { TestService } from '../support/service.js';

interface Document {
  paths: Record<string, Record<string, { operationId: string; requestBody?: RequestBody }>>;
  components: { schemas: Record<string, { required: string[] }>; securitySchemes: object };
}
interface RequestBody {
  content: Record<string, { schema: { $ref: string } }>;
}

let service: TestService;
let document: Document;

beforeAll(async () => {
  service = await TestService.start('sqlite');
  document = (await service.get('/api/openapi.json')).json as unknown as Document;
});
afterAll(() => service.stop());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );

describe('OpenAPI document', () => {
  it('/api/openapi.json equals openapi.json byte for byte (npm run openapi writes it)', async () => {
    const { text } = await service.get('/api/openapi.json');
    expect(text).toBe(await readFile('openapi.json', 'utf8'));
  });

  it('/api/openapi.yaml has the same content as /api/openapi.json', async () => {
    const { headers, text } = await service.get('/api/openapi.yaml');
    expect(headers.get('content-type')).toBe('application/yaml');
    expect(parse(text)).toEqual(document);
  });

  it.each(['/api/openapi.json', '/api/openapi.yaml'])(
    'responds 304 for %s when it has not changed',
    async (path) => {
      const etag = (await service.get(path)).headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[\w-]{43}"$/);
      for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
        const { status, text, headers } = await service.get(path, { 'If-None-Match': tag });
        expect([status, text, headers.get('etag')]).toEqual([304, '', etag]);
      }
      expect((await service.get(path, { 'If-None-Match': '"x"' })).status).toBe(200);
    },
  );

  it('allows only GET, HEAD and OPTIONS on the OpenAPI document', async () => {
    const head = await service.send('HEAD', '/api/openapi.json', undefined);
    const post = await service.post('/api/openapi.json', {});
    expect([head.status, head.text]).toEqual([200, '']);
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('names operations, schemas and the bearer scheme as drf-spectacular does', () => {
    const names = operations().map(({ operationId }) => operationId);
    const tokens = ['', 'refresh_', 'verify_', 'blacklist_'].map((name) => `token_${name}create`);
    const sessions = ['sessions_list', 'sessions_bulk_destroy', 'sessions_destroy'];
    const check = ['token_check_retrieve', 'token_revoke_create'];
    const me = ['me_retrieve', 'me_password_create'];
    expect(names).toEqual([...tokens, ...check, ...me, ...sessions]);
    const bodies = ['TokenObtainPair', 'TokenRefresh', 'TokenVerify', 'TokenBlacklist'];
    const schemas = bodies.flatMap((name) => [name, `${name}Request`]);
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(schemas));
    expect(document.components.securitySchemes).toHaveProperty('jwtAuth');
  });

  it('documents exactly the routes of the API', async () => {
    const inProcess = await TestService.startInProcess('sqlite');
    const served = routesOf(inProcess.app).filter((route) => /\/api\/(?!openapi).*\/$/.test(route));
    await inProcess.stop();
    const documented = operations().flatMap(({ path, method }) =>
      method === 'get'
        ? [`GET ${path}`, `HEAD ${path}`]
        : [`${method.toUpperCase()} ${path.replace('{id}', ':id')}`],
    );
    expect(served.sort()).toEqual(documented.sort());
  });

  it('documents the required fields of each request body', async () => {
    const { access } = await service.logIn();
    const isOAuth = (path: string) => /revoke|introspect/.test(path);
    const withBody = operations().filter(
      ({ path, requestBody }) => requestBody !== undefined && !isOAuth(path),
    );
    for (const { path, requestBody } of withBody) {
      const { $ref = '' } = requestBody?.content['application/json']?.schema ?? {};
      const { required } = document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {};
      const { json } = await service.post(path, {}, { Authorization: `Bearer ${access}` });
      expect([path, Object.keys(json).sort()]).toEqual([path, required?.toSorted()]);
    }
  });
});
