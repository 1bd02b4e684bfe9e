import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openApiDocument } from '../../src/service/openapi/document.js';
import { SUBJECTS } from '../wire/cases/index.js';
import { normalise } from '../wire/normalise.js';
import { OurTarget } from '../wire/our-target.js';
import { Scene } from '../wire/scene.js';
import type { WireCase } from '../wire/wire-case.js';

interface Answer {
  content: { 'application/json': { examples: Record<string, { value: object }> } };
}

/** For these the service must be in trouble. */
const FAULTS = ['500', '503'];

const { paths, components } = openApiDocument;

function answerOf(answer: Answer | { $ref: string }): Answer {
  if (!('$ref' in answer)) return answer;
  const name = answer.$ref.split('/').at(-1) as keyof typeof components.responses;
  return components.responses[name];
}

const refusals = Object.entries(paths).flatMap(([path, operations]) =>
  Object.values(operations as object).flatMap((operation: { responses: Record<string, Answer> }) =>
    Object.entries(operation.responses)
      .filter(([status]) => status !== '200' && !FAULTS.includes(status))
      .flatMap(([status, answer]) =>
        Object.values(answerOf(answer).content['application/json'].examples).map(
          ({ value }) => [path, Number(status), normalise(JSON.stringify(value))] as const,
        ),
      ),
  ),
);

let ours: OurTarget;
beforeAll(async () => {
  ours = await OurTarget.start('sqlite');
});
afterAll(() => ours.stop());

/** What every endpoint with a body says is said by one code: a case of any of them will do. */
const isShared = (status: number, body: string): boolean =>
  refusals.filter((one) => one[1] === status && one[2] === body).length === 4;

async function isOf(path: string, { request }: WireCase): Promise<boolean> {
  const sent = typeof request === 'function' ? await request(new Scene(ours)) : request;
  return sent.path === path;
}

it.each(refusals)('%s answers %i as its example says: %s', async (path, status, body) => {
  const candidates = Object.values(SUBJECTS)
    .flat()
    .filter(({ answer }) => answer.status === status && answer.body === body);
  if (isShared(status, body) && candidates.length > 0) return;
  for (const one of candidates) if (await isOf(path, one)) return;
  throw new Error('no case of the wire is answered like this');
});

it('there are examples', () => {
  expect(refusals.length).toBeGreaterThan(20);
});
