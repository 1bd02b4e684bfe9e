import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { createDatabase, DATABASES, type TestDatabase } from '../support/databases.js';
import { type InProcessService, TestService } from '../support/service.js';
import { conversation, hold, socketTo } from './conversation.js';
import { injectionInto } from './injection.js';
import { request } from './requests.js';
import { seed } from './seed.js';
import { furnish, USERS } from './world.js';

/** As many as take a few seconds: `npm run test:fuzz` is the long form. */
const INJECTED = 1_000;
const CONVERSATIONS = 200;

describe.each(DATABASES)('bad input (%s)', (kind) => {
  let database: TestDatabase;
  let service: TestService;
  let inProcess: InProcessService;

  beforeAll(async () => {
    database = await createDatabase(kind);
    const http = { corsOrigins: ['https://app.example'], trustProxy: 1 };
    service = await TestService.start(database, {}, http);
    inProcess = await TestService.startInProcess(database, {}, http);
    for (const user of USERS) await service.users.create(user);
    await furnish(service.dataSource);
  });
  afterAll(async () => {
    await inProcess.close();
    await service.stop();
  });

  it('is answered as the wire says, one request at a time', async () => {
    const link = injectionInto(inProcess.app);
    const property = fc.asyncProperty(request, (one) =>
      hold(link, { requests: [one], spoiled: undefined, cuts: [] }),
    );
    await fc.assert(property, { seed, numRuns: INJECTED });
  });

  it('is answered as the wire says, in its order, many at once and in pieces over a socket', async () => {
    const link = socketTo(service.url);
    const property = fc.asyncProperty(conversation(8), (talk) => hold(link, talk));
    await fc.assert(property, { seed, numRuns: CONVERSATIONS });
  });
});
