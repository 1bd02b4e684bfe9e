import type { Tokens } from '../../test/support/api-client.js';
import type { Attack } from './attack.js';
import { obtain } from './honest-clients.js';
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

const logIn = (stage: Stage): Promise<Tokens> =>
  obtain(stage.target.honest, stage.name('mallory'), stage.address(1));

/** All refreshes have one key, so that the same refresh token works for as many as are allowed. */
export const floodOfRefreshes: Attack = {
  name: 'refreshes of one session',
  users: (stage) => [stage.name('mallory')],
  run: async (stage) => {
    const { refresh } = await logIn(stage);
    const key = 'a-key-of-the-flood-of-refreshes';
    await flood(stage, 'refresh', () =>
      stage.target.attacker.refresh(refresh, key, stage.address(1)),
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
