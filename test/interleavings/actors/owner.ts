import { type RevocationReason, UNKNOWN_CLIENT } from '../../../src/auth/domain/session.js';
import { endOfAll, newSignIn } from '../act.js';
import { responseOf, describeResponse } from '../response.js';
import type { Task } from '../task.js';
import { NEXT_PASSWORD, PASSWORD, SUCCESSOR } from '../storage/storage.js';
import type { World } from '../world.js';
import type { Client } from './client.js';

/** Logs a client out, with whatever token the record holds. */
export const logout =
  (world: World, client: Client) =>
  async (task: Task): Promise<void> => {
    await task.stop('sends the record to log out');
    await world.logout(task.name, client.token).response;
  };

/** Changes the password, which ends every session of the user. */
export const passwordChange = (world: World) => (task: Task) =>
  endAll(world, task, 'password_change', (users) =>
    users.setPassword(world.storage.userId, NEXT_PASSWORD, world.clock.now()),
  );

/** Deactivates the user, which ends every session of his. */
export const deactivation = (world: World) => (task: Task) =>
  endAll(world, task, 'deactivated', (users) =>
    users.deactivate(world.storage.userId, world.clock.now()),
  );

/** Deletes the user, and maybe creates another one under the same id and name. */
export const deletion =
  (world: World, isFollowed = false) =>
  async (task: Task): Promise<void> => {
    const { userId } = world.storage;
    await endAll(world, task, 'deleted', (users) => users.delete(userId, world.clock.now()));
    if (!isFollowed) return;
    const successor = { id: userId, username: userId, ...SUCCESSOR };
    const { users } = world.instance((_, run) => run());
    await task.statement('creates another user', () => users.create(successor, world.clock.now()));
  };

async function endAll(
  world: World,
  task: Task,
  kind: Extract<RevocationReason, 'password_change' | 'deactivated' | 'deleted'>,
  end: (users: ReturnType<World['instance']>['users']) => Promise<void>,
): Promise<void> {
  world.eventLog.arrive(task.name, endOfAll(kind));
  await end(world.instance(task.statement).users);
  world.eventLog.endAll(task.name, kind);
}

/** Logs in by the first password: between its verification and the new row much can happen. */
export const signIn =
  (world: World) =>
  async (task: Task): Promise<void> => {
    await task.stop('arrives');
    const act = newSignIn();
    world.eventLog.arrive(task.name, act);
    const { credentials, tokens } = world.instance(task.statement);
    const begun = credentials
      .authenticate(world.storage.userId, PASSWORD, UNKNOWN_CLIENT)
      .then((user) => {
        act.tokenVersion = user.tokenVersion;
        return tokens.obtain(user, UNKNOWN_CLIENT);
      });
    const response = await responseOf(begun);
    world.eventLog.response(task.name, response);
    task.tell(`will be answered ${describeResponse(response)}`);
  };
