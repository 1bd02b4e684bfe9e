import { ALICE } from '../../test/support/deployment.js';
import type { Tokens } from '../../test/support/api-client.js';
import type { Attack } from './attack.js';
import { allowedTokenRequests } from './limits.js';
import type { Stage } from './stage.js';

const TASKS = 16;

async function flood(
  stage: Stage,
  kind: 'refresh' | 'verify',
  work: () => Promise<{ status: number; retryAfterSeconds: number | undefined; body: string }>,
): Promise<void> {
  const { record, target, scale } = stage;
  const startedAt = performance.now();
  let succeeded = 0;
  await stage.during(scale.seconds, TASKS, async () => {
    const { status, retryAfterSeconds, body } = await work();
    if (status === 200) succeeded++;
    record.checkStatus(`a ${kind} of the flood`, status, retryAfterSeconds, body);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const allowed = allowedTokenRequests(kind, target.instances, seconds);
  record.notes.push(`${kind}: ${succeeded} of at most ${allowed}`);
  if (succeeded > allowed)
    record.violations.push(`${succeeded} requests to ${kind} succeeded, ${allowed} are allowed`);
}

async function logIn(stage: Stage): Promise<Tokens> {
  const credentials = { username: stage.name('mallory'), password: ALICE.password };
  const { body } = await stage.target.honest.post('/api/token/', credentials, stage.address(1));
  return JSON.parse(body) as Tokens;
}

/** All refreshes have one key, so that the same refresh token works for as many as are allowed. */
export const floodOfRefreshes: Attack = {
  name: 'refreshes of one session',
  users: (stage) => [stage.name('mallory')],
  run: async (stage) => {
    const { refresh } = await logIn(stage);
    const headers = {
      'Content-Type': 'application/json',
      'X-Forwarded-For': stage.address(1),
      'Idempotency-Key': 'a-key-of-the-flood-of-refreshes',
    };
    const body = JSON.stringify({ refresh });
    await flood(stage, 'refresh', () =>
      stage.target.attacker.send('/api/token/refresh/', body, headers),
    );
  },
};

export const floodOfVerifyRequests: Attack = {
  name: 'verify requests of one address',
  users: (stage) => [stage.name('mallory')],
  run: async (stage) => {
    const { access } = await logIn(stage);
    await flood(stage, 'verify', () =>
      stage.target.attacker.post('/api/token/verify/', { token: access }, stage.address(2)),
    );
  },
};
