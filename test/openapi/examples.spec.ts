import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openApiDocument } from '../../src/service/openapi/document.js';
import { SUBJECTS } from '../http-contract/cases/index.js';
import { normalize } from '../http-contract/normalize.js';
import { OurTarget } from '../http-contract/our-target.js';
import { Fixture } from '../http-contract/fixture.js';
import type { ContractCase } from '../http-contract/contract-case.js';

interface HttpResponse {
  content: { 'application/json': { examples: Record<string, { value: object }> } };
}

/** The service sends these only during an internal failure. */
const FAILURES = ['500', '503'];

const { paths, components } = openApiDocument;

function responseOf(response: HttpResponse | { $ref: string }): HttpResponse {
  if (!('$ref' in response)) return response;
  const name = response.$ref.split('/').at(-1) as keyof typeof components.responses;
  return components.responses[name];
}

const errors = Object.entries(paths).flatMap(([path, operations]) =>
  Object.values(operations as object).flatMap(
    (operation: { responses: Record<string, HttpResponse> }) =>
      Object.entries(operation.responses)
        .filter(([status]) => status !== '200' && !FAILURES.includes(status))
        .flatMap(([status, response]) =>
          Object.values(responseOf(response).content['application/json'].examples).map(
            ({ value }) => [path, Number(status), normalize(JSON.stringify(value))] as const,
          ),
        ),
  ),
);

let target: OurTarget;
beforeAll(async () => {
  target = await OurTarget.start('sqlite');
});
afterAll(() => target.stop());

/**
 * All four endpoints with a body share the code of such a response, so a case for one of them is
 * enough.
 */
const isShared = (status: number, body: string): boolean =>
  errors.filter((one) => one[1] === status && one[2] === body).length === 4;

async function isOf(path: string, { request }: ContractCase): Promise<boolean> {
  const sent = typeof request === 'function' ? await request(new Fixture(target)) : request;
  return sent.path === path;
}

it.each(errors)(
  'the example of %s with status %i is a real response: %s',
  async (path, status, body) => {
    const candidates = Object.values(SUBJECTS)
      .flat()
      .filter(({ response }) => response.status === status && response.body === body);
    if (isShared(status, body) && candidates.length > 0) return;
    for (const one of candidates) if (await isOf(path, one)) return;
    throw new Error('no case of the HTTP contract has this response');
  },
);

it('the OpenAPI document has more than 20 error examples', () => {
  expect(errors.length).toBeGreaterThan(20);
});
