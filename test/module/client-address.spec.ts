import { expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AuthEvent } from '../../src/index.js';
import { TestApplication } from './support/application.js';
import { CREDENTIALS, memoryAuth } from './support/customers.js';

it.each([
  ['203.0.113.9:51008', '203.0.113.9'],
  ['192.0.2.66, [2001:db8::17]:4711', '2001:db8::17'],
  ['192.0.2.66, unknown', null],
])(
  'records for X-Forwarded-For %j the address %p in an Express application that trusts one proxy',
  async (header, ip) => {
    const events: AuthEvent[] = [];
    const application = await TestApplication.start({
      platform: 'express',
      imports: [memoryAuth({ authEvents: { emit: (event) => events.push(event) } })],
      prepare: (app) => (app as NestExpressApplication).set('trust proxy', 1),
    });
    const headers = { 'X-Forwarded-For': header };
    expect((await application.post('/api/token/', CREDENTIALS, headers)).status).toBe(200);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'authn_login_success',
        client: expect.objectContaining({ ip }),
      }),
    );
  },
);
