import { afterAll, beforeAll, describe, it } from '@jest/globals';
import fc from 'fast-check';
import { createDatabase, DATABASES, type TestDatabase } from '../../test/support/databases.js';
import { type InProcessService, TestService } from '../../test/support/service.js';
import { seed } from '../support/seed.js';
import { pipeline, runPipeline, tcpConnector } from './pipeline.js';
import { inProcessConnector } from './in-process-connector.js';
import { request } from './requests.js';
import { createSessions, USERS } from './world.js';

/** A few seconds' worth. The long form is `npm run fuzz`. */
const INJECTED = 1_000;
const PIPELINES = 200;

describe.each(DATABASES)('the service (%s)', (kind) => {
  let database: TestDatabase;
  let service: TestService;
  let inProcess: InProcessService;

  beforeAll(async () => {
    database = await createDatabase(kind);
    const variables = {
      CORS_ORIGINS: 'https://app.example',
      ALLOWED_HOSTS: 'evil.example',
      TRUST_PROXY: '1',
    };
    service = await TestService.start(database, variables);
    const http = { corsOrigins: ['https://app.example'], trustProxy: 1 };
    inProcess = await TestService.startInProcess(database, {}, http);
    for (const user of USERS) await service.users.create(user);
    await createSessions(service.dataSource);
  });
  afterAll(async () => {
    await inProcess.close();
    await service.stop();
  });

  it('the service follows the HTTP contract for random requests, one at a time', async () => {
    const connect = inProcessConnector(inProcess.app);
    const property = fc.asyncProperty(request, (one) =>
      runPipeline(connect, { requests: [one], malformed: undefined, cuts: [] }),
    );
    await fc.assert(property, { seed, numRuns: INJECTED });
  });

  it('the service follows the HTTP contract, in order, for random pipelined and fragmented requests', async () => {
    const connect = tcpConnector(service.url);
    const property = fc.asyncProperty(pipeline(8), (pipe) => runPipeline(connect, pipe));
    await fc.assert(property, { seed, numRuns: PIPELINES });
  });
});
