import type { Actor } from '../operation.js';
import type { Outcome, Token } from '../response.js';
import type { Task } from '../task.js';
import type { World } from '../world.js';
import type { HonestClient, SentRecord } from './honest-client.js';

/** A client of one session, with the record that all of its tabs share. */
export class Client implements HonestClient {
  readonly actor: Actor;
  readonly sid: string;
  /** Whether its refresh was rejected while its record still held the token that was sent. */
  isRefused = false;
  /** Whether it has then sent the token to `blacklist` (rule 5) and deleted its record. */
  isLoggedOut = false;
  readonly mayBeLoggedOut = false;
  lastSent: SentRecord | undefined;
  private keysMade = 0;

  /** @param followsTheRules false: the client sends no keys, and the invariants do not protect it */
  constructor(
    name: string,
    public token: Token,
    readonly followsTheRules: boolean,
  ) {
    this.actor = { name, role: 'client' };
    this.sid = token.sid;
    this.key = this.newKey();
  }

  key: string | null;

  /** Rule 2: reads the record immediately before it is sent. */
  read(): SentRecord {
    return (this.lastSent = this.next());
  }

  next(): SentRecord {
    return { token: this.token, key: this.key };
  }

  /** Rule 3: stores a response and a new key if the record still contains the token that was sent. */
  store({ token }: SentRecord, successor: Token): void {
    if (this.token.text !== token.text) return;
    this.token = successor;
    this.key = this.newKey();
  }

  get state(): unknown {
    const { token, key, lastSent, isRefused, isLoggedOut, keysMade } = this;
    const sent = lastSent && [lastSent.token.name, lastSent.key];
    return [token.name, key, sent, isRefused, isLoggedOut, keysMade];
  }

  /** Rule 1: a new key for each token. No other actor can guess it. */
  private newKey(): string | null {
    if (!this.followsTheRules) return null;
    return `${this.actor.name}:key-${++this.keysMade}`.padEnd(16, '-');
  }
}

/** A tab of a client, which refreshes the given number of times. */
export const tab =
  (world: World, client: Client, refreshes: number) =>
  async (task: Task): Promise<void> => {
    for (let left = refreshes; left > 0 && !client.isLoggedOut; left--) {
      task.resetInputs(`${left} refreshes left`);
      await refreshOnce(world, client, task);
    }
  };

async function refreshOnce(world: World, client: Client, task: Task): Promise<void> {
  for (;;) {
    await task.step('sends the record');
    const sent = client.read();
    task.addInput(`${sent.token.name} ${sent.key}`);
    const response = await refreshOrGiveUp(world, client, task, sent);
    if (response.kind === 'pair') return client.store(sent, response.token);
    const isRetried = response.kind === 'lost' || response.code === 'temporarily_unavailable';
    // Rule 5: a 401 counts only while the record still holds the token that was sent.
    if (isRetried || client.token.text !== sent.token.text) continue;
    return logOut(world, client, task, sent);
  }
}

/** Rule 5: sends the token to `blacklist` and ignores the response. The user must log in again. */
async function logOut(
  world: World,
  client: Client,
  task: Task,
  { token }: SentRecord,
): Promise<void> {
  client.isRefused = true;
  if (client.followsTheRules) await world.requests.logout(task.name, token).response;
  client.isLoggedOut = true;
}

type Received = Exclude<Outcome, { kind: 'done' }> | { kind: 'lost' };

const GIVES_UP = 'gives up waiting';

/** Rule 4 is in the caller, which sends the record again after a lost response. */
async function refreshOrGiveUp(
  world: World,
  client: Client,
  task: Task,
  { token, key }: SentRecord,
) {
  const pending = world.requests.refresh(task.name, client.actor, token, key);
  const lost = task
    .step(GIVES_UP, () => world.losses > 0)
    .then((): Received => {
      world.losses--;
      pending.abandon();
      return { kind: 'lost' };
    });
  const received = await Promise.race([pending.response as Promise<Received>, lost]);
  task.cancel(GIVES_UP);
  return received;
}
