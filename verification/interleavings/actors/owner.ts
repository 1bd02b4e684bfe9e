import { type RevocationReason, UNKNOWN_CLIENT } from '../../../src/auth/domain/session.js';
import { revokeAllBy, newLogIn } from '../operation.js';
import { responseOf, describeResponse } from '../response.js';
import type { Task } from '../task.js';
import { NEXT_PASSWORD, PASSWORD, SUCCESSOR } from '../storage/storage.js';
import type { World } from '../world.js';
import type { Client } from './client.js';

/** Logs a client out with the token of its record. */
export const logout =
  (world: World, client: Client) =>
  async (task: Task): Promise<void> => {
    await task.step('sends the record to log out');
    await world.requests.logout(task.name, client.token).response;
  };

/** Changes the password, which revokes all sessions of the user. */
export const passwordChange = (world: World) => (task: Task) =>
  revokeAll(world, task, 'password_change', (users) =>
    users.setPassword(world.storage.userId, NEXT_PASSWORD, world.clock.now()),
  );

/**
 * Changes the password as `POST /api/me/password/` does: the version of the user decides, and a new
 * session starts. Other steps can run before each statement.
 */
export const ownPasswordChange =
  (world: World) =>
  async (task: Task): Promise<void> => {
    const { userId } = world.storage;
    world.eventLog.arrive(task.name, revokeAllBy('password_change'));
    const { users, tokens } = world.instance(task.statement);
    const user = (await users.findById(userId))!;
    const change = { passwordHash: NEXT_PASSWORD, tokenVersion: user.tokenVersion };
    const tokenVersion = await users.changePassword(userId, change, world.clock.now());
    if (tokenVersion === null) throw new Error('the password was not changed');
    world.eventLog.revokeAll(task.name, 'password_change');
    const name = `${task.name}, the new session`;
    const operation = { ...newLogIn(NEXT_PASSWORD), tokenVersion };
    world.eventLog.arrive(name, operation);
    await receive(world, task, tokens.obtain({ ...user, tokenVersion }, UNKNOWN_CLIENT), name);
  };

/** Deactivates the user, which revokes all of their sessions. */
export const deactivation = (world: World) => (task: Task) =>
  revokeAll(world, task, 'deactivated', (users) =>
    users.deactivate(world.storage.userId, world.clock.now()),
  );

/** Deletes the user. @param isFollowed also creates another user with the same ID and name */
export const deletion =
  (world: World, isFollowed = false) =>
  async (task: Task): Promise<void> => {
    const { userId } = world.storage;
    await revokeAll(world, task, 'deleted', (users) => users.delete(userId, world.clock.now()));
    if (!isFollowed) return;
    const successor = { id: userId, username: userId, ...SUCCESSOR };
    const { users } = world.instance((_, run) => run());
    await task.statement('creates another user', () => users.create(successor, world.clock.now()));
  };

async function revokeAll(
  world: World,
  task: Task,
  kind: Extract<RevocationReason, 'password_change' | 'deactivated' | 'deleted'>,
  revoke: (users: ReturnType<World['instance']>['users']) => Promise<void>,
): Promise<void> {
  world.eventLog.arrive(task.name, revokeAllBy(kind));
  await revoke(world.instance(task.statement).users);
  world.eventLog.revokeAll(task.name, kind);
}

/** Logs in with the first password. Other steps can run between its verification and the insert. */
export const logIn =
  (world: World) =>
  async (task: Task): Promise<void> => {
    await task.step('arrives');
    const operation = newLogIn(PASSWORD);
    world.eventLog.arrive(task.name, operation);
    const { credentials, tokens } = world.instance(task.statement);
    const pair = credentials
      .authenticate(world.storage.userId, PASSWORD, UNKNOWN_CLIENT)
      .then((user) => {
        operation.tokenVersion = user.tokenVersion;
        return tokens.obtain(user, UNKNOWN_CLIENT);
      });
    await receive(world, task, pair);
  };

/** @param name of the operation that ends */
async function receive(
  world: World,
  task: Task,
  pair: Promise<object>,
  name = task.name,
): Promise<void> {
  const response = await responseOf(pair);
  world.eventLog.response(name, response);
  task.log(`receives ${describeResponse(response)}`);
}
