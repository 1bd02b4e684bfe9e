import { setTimeout } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { ALICE } from '../../test/support/deployment.js';
import type { Tokens } from '../../test/support/api-client.js';
import type { Latencies } from './latencies.js';
import type { AttackRecord } from './record.js';
import type { Sender } from './sender.js';

/** Work that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

/** Repeats work at regular times. A late repetition is not made up for. */
export function every(ms: number, work: () => Promise<void>): Running {
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      const pause = setTimeout(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
      await work();
      await pause;
    }
  };
  const running = run();
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

/** Below the limit of refreshes of one session. */
const REFRESH_INTERVAL_MS = 150;

/** Logs in. @throws if the response has no pair */
export async function obtain(sender: Sender, username: string, ip: string): Promise<Tokens> {
  const { status, body } = await sender.logIn(username, ALICE.password, ip);
  if (status !== 200) throw new Error(`The log-in of ${username} responded ${status}: ${body}`);
  return JSON.parse(body) as Tokens;
}

/** Refreshes a session, with a new key each time. Any response but 200 is a violation. */
export class Refresher {
  private constructor(
    private readonly sender: Sender,
    private readonly ip: string,
    private tokens: Tokens,
  ) {}

  static async logIn(sender: Sender, username: string, ip: string): Promise<Refresher> {
    return new Refresher(sender, ip, await obtain(sender, username, ip));
  }

  run(latencies: Latencies, record: AttackRecord): Running {
    return every(REFRESH_INTERVAL_MS, async () => {
      const key = randomBytes(16).toString('base64url');
      const reply = await this.sender.refresh(this.tokens.refresh, key, this.ip);
      if (reply.status === 200) {
        latencies.add(reply.tookMs);
        this.tokens = JSON.parse(reply.body) as Tokens;
      } else record.violations.push(`an honest refresh: ${reply.status} ${reply.body}`);
    });
  }
}

/** Logs in as an honest user, again after a 503. */
export async function logInHonestly(
  sender: Sender,
  record: AttackRecord,
  username: string,
  ip: string,
): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const reply = await sender.logIn(username, ALICE.password, ip);
    if (record.login(`${username} from a usual address`, reply)) return;
    if (reply.status !== 503) return;
    await setTimeout(1000 * (reply.retryAfterSeconds ?? 1));
  }
  record.violations.push(`${username} was refused ${MAX_TRIES} times because the queue was full`);
}

/** A user would give up. */
const MAX_TRIES = 10;
