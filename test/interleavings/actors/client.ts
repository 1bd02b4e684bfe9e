import type { Actor } from '../act.js';
import type { Outcome, Token } from '../response.js';
import type { Task } from '../task.js';
import type { World } from '../world.js';

/** What somebody sent. */
export interface Sent {
  token: Token;
  key: string | null;
}

/** A client of one session, with the record that all of its tabs share. */
export class Client {
  readonly actor: Actor;
  readonly sid: string;
  /** Its refresh was rejected while its record still held the token that was sent. */
  isRefused = false;
  /** It has then sent the token to `blacklist` (rule 5), and forgotten its record. */
  isLoggedOut = false;
  /** What went over the wire last, for whoever listens. */
  lastSent: Sent | undefined;
  private keysMade = 0;

  /** @param followsTheRules else it sends no keys, and nothing is promised to it */
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

  /** Rule 2: what the record says at this moment is sent. */
  read(): Sent {
    return (this.lastSent = { token: this.token, key: this.key });
  }

  /** Rule 3: an answer is stored, with a new key, while the record still holds what was sent. */
  store({ token }: Sent, successor: Token): void {
    if (this.token.text !== token.text) return;
    this.token = successor;
    this.key = this.newKey();
  }

  /** The same for clients that go on alike. */
  get state(): unknown {
    const { token, key, lastSent, isRefused, isLoggedOut, keysMade } = this;
    const sent = lastSent && [lastSent.token.name, lastSent.key];
    return [token.name, key, sent, isRefused, isLoggedOut, keysMade];
  }

  /** Rule 1: fresh for each token. Nobody else here can guess it. */
  private newKey(): string | null {
    if (!this.followsTheRules) return null;
    return `${this.actor.name}:key-${++this.keysMade}`.padEnd(16, '-');
  }
}

/** One tab of a client: it refreshes now and then, by the rules. */
export const tab =
  (world: World, client: Client, refreshes: number) =>
  async (task: Task): Promise<void> => {
    for (let left = refreshes; left > 0 && !client.isLoggedOut; left--) {
      task.remember(`${left} refreshes left`);
      await refreshOnce(world, client, task);
    }
  };

async function refreshOnce(world: World, client: Client, task: Task): Promise<void> {
  for (;;) {
    await task.stop('sends the record');
    const sent = client.read();
    task.learn(`${sent.token.name} ${sent.key}`);
    const response = await patience(world, client, task, sent);
    if (response.kind === 'pair') return client.store(sent, response.token);
    const comesBack = response.kind === 'lost' || response.code === 'temporarily_unavailable';
    // Rule 5: a 401 counts only while the record still holds the token that was sent.
    if (comesBack || client.token.text !== sent.token.text) continue;
    return logOut(world, client, task, sent);
  }
}

/** Rule 5: sends the token to `blacklist`, with any response, and the user has to log in again. */
async function logOut(world: World, client: Client, task: Task, { token }: Sent): Promise<void> {
  client.isRefused = true;
  if (client.followsTheRules) await world.logout(task.name, token).response;
  client.isLoggedOut = true;
}

type Reached = Exclude<Outcome, { kind: 'done' }> | { kind: 'lost' };

const GIVES_UP = 'gives up waiting';

/** Rule 4 lies with the caller: after an answer that did not come it sends the record again. */
async function patience(world: World, client: Client, task: Task, { token, key }: Sent) {
  const pending = world.refresh(task.name, client.actor, token, key);
  const lost = task
    .stop(GIVES_UP, () => world.losses > 0)
    .then((): Reached => {
      world.losses--;
      pending.abandon();
      return { kind: 'lost' };
    });
  const reached = await Promise.race([pending.response as Promise<Reached>, lost]);
  task.withdraw(GIVES_UP);
  return reached;
}
