import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD } from '../support/api-client.js';
import { CookiePage } from '../support/cookie-page.js';
import type { HttpResponse } from '../support/http-client.js';
import { TestService } from '../support/service.js';

interface Response {
  content?: Record<string, { schema: object }>;
}
interface Operation {
  security: object[];
  parameters?: { name: string; required: boolean }[];
  responses: Record<string, Response>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: Record<string, { name?: string }> };
}

const PATHS = ['/api/token/', '/api/token/refresh/', '/api/token/blacklist/'];

describe.each([
  ['cookie', 'header'],
  ['cookie', 'cookie'],
  ['both', 'header'],
  ['both', 'cookie'],
] as const)('the OpenAPI document of a service with %s and %s', (refresh, access) => {
  let service: TestService;
  let document: Document;
  let page: CookiePage;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const byCookie = refresh === 'both' ? { 'X-Refresh-Token-Transport': 'cookie' } : {};

  beforeAll(async () => {
    const variables = { REFRESH_TOKEN_TRANSPORT: refresh, ACCESS_TOKEN_TRANSPORT: access };
    service = await TestService.start('sqlite', variables);
    await service.users.create({ username: 'alice', password: PASSWORD });
    document = (await service.get('/api/openapi.json')).json as unknown as Document;
    ajv.addSchema(document, 'document');
    page = new CookiePage(service.url);
  });
  afterAll(() => service.stop());

  const logIn = () => page.logIn({ username: 'alice', password: PASSWORD }, byCookie);

  function expectDocumented(path: string, { status, json }: HttpResponse, expected: number): void {
    expect(status).toBe(expected);
    const { content } = document.paths[path]!['post']!.responses[status]!;
    const text = JSON.stringify(content?.['application/json']?.schema);
    const schema = JSON.parse(text.replaceAll('"#/', '"document#/')) as object;
    expect([ajv.validate(schema, json), ajv.errors]).toEqual([true, null]);
  }

  it('names the cookies', () => {
    const { refreshCookie, accessCookie } = document.components.securitySchemes;
    expect(refreshCookie?.name).toBe('__Host-Http-keyturn-refresh');
    const name = access === 'cookie' ? '__Host-Http-keyturn-access' : undefined;
    expect(accessCookie?.name).toBe(name);
  });

  it('requires X-Requested-With where a client cannot do without', () => {
    for (const path of PATHS) {
      const { parameters = [] } = document.paths[path]!['post']!;
      const header = parameters.find(({ name }) => name === 'X-Requested-With');
      expect([path, header?.required]).toEqual([path, refresh === 'cookie']);
    }
  });

  it('accepts the access cookie at guarded routes, and documents 403 for those that change state', () => {
    const { get, delete: revoke } = document.paths['/api/sessions/']!;
    const isAccepted = access === 'cookie';
    for (const { security } of [get!, revoke!])
      expect(security.some((one) => 'accessCookie' in one)).toBe(isAccepted);
    expect(['403' in get!.responses, '403' in revoke!.responses]).toEqual([false, isAccepted]);
  });

  it('describes the responses to requests with cookies', async () => {
    expectDocumented(PATHS[0]!, await logIn(), 200);
    expectDocumented(PATHS[1]!, await page.refresh('0'.repeat(32)), 422);
    expectDocumented(PATHS[1]!, await page.refresh(), 200);
    const nothing = await page.postSameOrigin(PATHS[1]!, { refresh_jti: null });
    expectDocumented(PATHS[1]!, nothing, 400);
    for (const path of PATHS.slice(1)) {
      const foreign = { 'Sec-Fetch-Site': 'cross-site' };
      expectDocumented(path, await page.postSameOrigin(path, {}, foreign), 403);
    }
    expect((await page.logOut()).status).toBe(200);
    expectDocumented(PATHS[2]!, await page.logOut(), refresh === 'both' ? 400 : 401);
  });
});
