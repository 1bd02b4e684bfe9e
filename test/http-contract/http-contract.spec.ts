import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { undocumentedIn } from '../openapi/conformance.js';
import { DATABASES } from '../support/databases.js';
import { sendCase } from './send-case.js';
import { STORED, SUBJECTS } from './cases/index.js';
import { expectedHeaders } from './invariants.js';
import { OurTarget } from './our-target.js';

describe.each(DATABASES)('the HTTP contract (%s)', (kind) => {
  let keyturn: OurTarget;
  beforeAll(async () => void (keyturn = await OurTarget.start(kind)));
  afterAll(() => keyturn.stop());

  describe.each(Object.entries(kind === 'sqlite' ? SUBJECTS : STORED))('%s', (_, cases) => {
    it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
      const { request, reply, body } = await sendCase(keyturn, one);
      expect([reply.status, reply.text]).toEqual([one.response.status, one.response.body]);
      const expected = expectedHeaders(request, one.response);
      const sent = Object.keys(expected).map((name) => [name, reply.headers[name]]);
      expect(Object.fromEntries(sent)).toEqual(expected);
      if (one.response.unread) return;
      expect(undocumentedIn(request, { status: reply.status, body })).toEqual([]);
    });
  });
});

it('the HTTP contract has no two cases of the same name', () => {
  const names = Object.values(SUBJECTS).flatMap((cases) => cases.map(({ name }) => name));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
