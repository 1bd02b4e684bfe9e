import type { CookieResponse } from '../cookie-endpoint.js';
import type { Task } from '../task.js';
import type { World } from '../world.js';
import type { Browser, PageRecord, ProfilePart } from './browser.js';

/** A tab of a browser, which refreshes the given number of times. */
export const browserTab =
  (world: World, browser: Browser, refreshes: number) =>
  async (task: Task): Promise<void> => {
    for (let left = refreshes; left > 0; left--) {
      const run = () => refresh(world, browser, task);
      if (!(await inTurn(browser, task, `${left} refreshes left`, run))) return;
    }
  };

/** Logs out with the cookie. */
export const browserLogout =
  (world: World, browser: Browser) =>
  async (task: Task): Promise<void> => {
    await inTurn(browser, task, 'logs out', () => revokeSession(world, browser, task));
  };

/** Saves the profile, and restores a part of it when the browser starts again. */
export const restoredProfile =
  (world: World, browser: Browser, part: ProfilePart) =>
  async (task: Task): Promise<void> => {
    await task.step('saves the profile');
    const profile = browser.save();
    task.resetInputs(JSON.stringify(browser.keyOf(profile)));
    const isClosed = () => !world.hasRequestsOfClients && browser.lockedBy === undefined;
    await task.step(`restores the ${part}`, isClosed);
    browser.restore(profile, part);
  };

/** The result of a turn. After an interrupted turn, the tab takes another. */
type Turn = 'ended' | 'interrupted';

/**
 * Rule 6 for cookies: takes the lock for each turn, until one of them ends.
 *
 * @returns false when the page has no ID, and so shows the log-in page
 */
async function inTurn(
  browser: Browser,
  task: Task,
  what: string,
  run: () => Promise<Turn>,
): Promise<boolean> {
  for (let turn: Turn = 'interrupted'; turn === 'interrupted';) {
    task.resetInputs(what);
    await task.step('takes the lock', () => browser.isFree);
    if (browser.id === undefined) return false;
    browser.lockedBy = task.name;
    turn = await run();
    browser.lockedBy = undefined;
  }
  return true;
}

async function refresh(world: World, browser: Browser, task: Task): Promise<Turn> {
  for (let { id } = browser; id !== undefined; id = browser.id) {
    const record = browser.read(id);
    task.addInput(`${id.name} ${record.key}`);
    await task.step('sends the request');
    const response = await sendOrGiveUp(world, browser, task, record);
    if (response === 'lost') return 'interrupted';
    if (!browser.rules.storesKeyFirst) browser.storeKey(record);
    if (await handleResponse(world, browser, task, record, response)) return 'ended';
  }
  return 'ended';
}

/** @returns false when the page must send the request again */
async function handleResponse(
  world: World,
  browser: Browser,
  task: Task,
  { id }: PageRecord,
  { outcome }: CookieResponse,
): Promise<boolean> {
  if (outcome.kind === 'pair') {
    browser.storeId(outcome.token);
    return true;
  }
  if (outcome.kind === 'mismatch') browser.storeId(world.tokenOf(outcome.jti));
  // Rule 5 for cookies: a 401 counts only while the page still has the ID that was sent.
  if (outcome.kind !== 'refused' || browser.id?.jti !== id.jti) return false;
  browser.isRefused = true;
  await revokeSession(world, browser, task);
  return true;
}

/**
 * Rule 5 for cookies: sends the cookie to `blacklist`, and deletes the ID and the keys. If the
 * response was not a success, the browser still has the cookie with the ID of the session. The user
 * logs in again, and the log-in revokes it.
 */
async function revokeSession(world: World, browser: Browser, task: Task): Promise<Turn> {
  const token = browser.cookieAt(world.clock.now());
  const { outcome } = await world.requests.logoutFrom(browser, task.name, token).response;
  browser.forget();
  const isRevoked = outcome.kind === 'done';
  if (!isRevoked && browser.rules.keepsSessionId)
    await world.requests.revokeEarlierSession(task, browser.sid);
  browser.isLoggedOut = true;
  return 'ended';
}

const GIVES_UP = 'gives up waiting';
const DISCONNECTS = 'loses the connection';

/**
 * A response may be lost in two ways. If the tab is closed or gives up, the browser still stores the
 * cookie when the response arrives. If the connection is lost, it does not.
 */
async function sendOrGiveUp(
  world: World,
  browser: Browser,
  task: Task,
  record: PageRecord,
): Promise<CookieResponse | 'lost'> {
  const token = browser.send(record, world.clock.now());
  const request = { jti: record.id.jti, key: record.key };
  const pending = world.requests.refreshFrom(browser, task.name, token, request);
  const lose = async (how: string): Promise<'lost'> => {
    await task.step(how, () => world.losses > 0);
    world.losses--;
    return 'lost';
  };
  const disconnects = lose(DISCONNECTS).then((lost) => {
    pending.abandon();
    return lost;
  });
  const response = await Promise.race([pending.response, lose(GIVES_UP), disconnects]);
  task.cancel(GIVES_UP);
  task.cancel(DISCONNECTS);
  return response;
}
