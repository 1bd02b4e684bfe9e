import { type RevocationReason, NOWHERE } from '../../../src/auth/domain/login.js';
import { endOfAll, newSignIn } from '../act.js';
import { answerOf, describeAnswer } from '../answer.js';
import type { Lane } from '../lane.js';
import { NEXT_PASSWORD, PASSWORD, SUCCESSOR } from '../storage/storage.js';
import type { World } from '../world.js';
import type { Client } from './client.js';

/** Logs a client out, with whatever token the record holds. */
export const logout =
  (world: World, client: Client) =>
  async (lane: Lane): Promise<void> => {
    await lane.stop('sends the record to log out');
    await world.logout(lane.name, client.token).answer;
  };

/** Changes the password, which ends every login of the user. */
export const passwordChange = (world: World) => (lane: Lane) =>
  endAll(world, lane, 'password_change', (users) =>
    users.setPassword(world.storage.userId, NEXT_PASSWORD, world.clock.now()),
  );

/** Deactivates the user, which ends every login of his. */
export const deactivation = (world: World) => (lane: Lane) =>
  endAll(world, lane, 'deactivated', (users) =>
    users.deactivate(world.storage.userId, world.clock.now()),
  );

/** Deletes the user, and maybe creates another one under the same id and name. */
export const deletion =
  (world: World, isFollowed = false) =>
  async (lane: Lane): Promise<void> => {
    const { userId } = world.storage;
    await endAll(world, lane, 'deleted', (users) => users.delete(userId, world.clock.now()));
    if (!isFollowed) return;
    const successor = { id: userId, username: userId, ...SUCCESSOR };
    const { users } = world.instance((_, run) => run());
    await lane.statement('creates another user', () => users.create(successor, world.clock.now()));
  };

async function endAll(
  world: World,
  lane: Lane,
  kind: Extract<RevocationReason, 'password_change' | 'deactivated' | 'deleted'>,
  end: (users: ReturnType<World['instance']>['users']) => Promise<void>,
): Promise<void> {
  world.ledger.arrive(lane.name, endOfAll(kind));
  await end(world.instance(lane.statement).users);
  world.ledger.endAll(lane.name, kind);
}

/** Logs in by the first password: between its verification and the new row much can happen. */
export const signIn =
  (world: World) =>
  async (lane: Lane): Promise<void> => {
    await lane.stop('arrives');
    const act = newSignIn();
    world.ledger.arrive(lane.name, act);
    const { credentials, tokens } = world.instance(lane.statement);
    const begun = credentials.authenticate(world.storage.userId, PASSWORD, NOWHERE).then((user) => {
      act.tokenVersion = user.tokenVersion;
      return tokens.obtain(user, NOWHERE);
    });
    const answer = await answerOf(begun);
    world.ledger.answer(lane.name, answer);
    lane.tell(`will be answered ${describeAnswer(answer)}`);
  };
