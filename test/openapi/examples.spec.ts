import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openApiDocument } from '../../src/service/openapi/document.js';
import { SUBJECTS } from '../http-contract/cases/index.js';
import type { ContractCase } from '../http-contract/contract-case.js';
import { Fixture } from '../http-contract/fixture.js';
import { normalize } from '../http-contract/normalize.js';
import { OurTarget } from '../http-contract/our-target.js';
import { documentedPathOf } from './conformance.js';

interface Response {
  content: { 'application/json': { examples: Record<string, { value: object }> } };
}
interface Operation {
  security: object[];
  responses: Record<string, Response | { $ref: string }>;
}
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, Response> };
};

const { paths, components } = openApiDocument as unknown as Document;

/** The service sends these only during an internal failure. */
const FAILURES = ['429', '500', '503'];

const examplesOf = (response: Response | { $ref: string }): object[] => {
  const one =
    '$ref' in response ? components.responses[response.$ref.split('/').at(-1)!]! : response;
  return Object.values(one.content['application/json'].examples).map(({ value }) => value);
};

const errors = Object.entries(paths).flatMap(([path, operations]) =>
  Object.values(operations)
    .flatMap(({ responses }) => Object.entries(responses))
    .filter(([status]) => Number(status) >= 400 && !FAILURES.includes(status))
    .flatMap(([status, response]) =>
      examplesOf(response).map(
        (value) => [path, Number(status), normalize(JSON.stringify(value))] as const,
      ),
    ),
);

let target: OurTarget;
beforeAll(async () => void (target = await OurTarget.start('sqlite')));
afterAll(() => target.stop());

const pathOf = async ({ request }: ContractCase): Promise<string> =>
  documentedPathOf(
    (typeof request === 'function' ? await request(new Fixture(target)) : request).path,
  );

/** The number of operations with a body. */
const WITH_BODY = 6;

/** The number of operations with a bearer token. */
const guarded = Object.values(paths)
  .flatMap((operations) => Object.values(operations))
  .filter(({ security }) => security.length > 0).length;

it.each(errors)(
  'the example of %s with status %i is a real response: %s',
  async (path, status, body) => {
    const cases = Object.values(SUBJECTS)
      .flat()
      .filter(({ response }) => response.status === status && response.body === body);
    // The operations with a body share the code of such a response, and so do those with a bearer
    // token. One case is enough.
    const { length } = errors.filter((one) => one[1] === status && one[2] === body);
    const isShared = length === WITH_BODY || length === guarded;
    const covered = await Promise.all(cases.map(pathOf));
    expect(isShared ? covered.length : covered.filter((one) => one === path).length).not.toBe(0);
  },
);

it('the OpenAPI document has more than 20 error examples', () => {
  expect(errors.length).toBeGreaterThan(20);
});
