import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DATABASES } from '../../test/support/databases.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import { runBinary } from '../../test/support/run-binary.js';
import type { ServerProcess } from '../../test/support/server-process.js';
import { StandingClock } from '../../test/support/standing-clock.js';

const WRONG = 'violet kettle harbour';
const HOUR_MS = 3_600_000;
const LIMITED = { LOGIN_THROTTLE: 'on', TRUST_PROXY: '1' };

describe.each(DATABASES)('keyturn user unlock (%s)', (kind) => {
  let deployment: Deployment;
  let server: ServerProcess;
  const clock = new StandingClock();
  beforeAll(async () => {
    deployment = await Deployment.create(kind, LIMITED);
    server = await deployment.start();
  });
  afterAll(() => deployment.drop());
  afterAll(() => clock.drop());

  const failUntilRefused = async () => {
    for (let time = 0; time < 5; time++) await server.logInAs({ ...ALICE, password: WRONG });
    expect((await server.logInAs(ALICE)).status).toBe(429);
  };

  it.each([0, -HOUR_MS, HOUR_MS])(
    'keyturn user unlock allows log-ins again within two seconds, from a machine whose clock differs by %i ms, and later failures are limited',
    async (differenceMs) => {
      await failUntilRefused();
      clock.set(Date.now() + differenceMs);
      const NODE_OPTIONS = clock.nodeOptions.join(' ');
      const env = { ...deployment.variables, ...clock.variables, NODE_OPTIONS };
      expect((await runBinary(['user', 'unlock', ALICE.username], { env })).status).toBe(0);
      let { status } = await server.logInAs(ALICE);
      for (let tries = 0; status === 429 && tries < 40; tries++) {
        await setTimeout(50);
        ({ status } = await server.logInAs(ALICE));
      }
      expect(status).toBe(200);
      await failUntilRefused();
    },
  );
});
