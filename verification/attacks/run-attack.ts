import { setTimeout } from 'node:timers/promises';
import type { Attack } from './attack.js';
import { every, logInHonestly, Refresher, type Running } from './honest-clients.js';
import type { Latencies } from './latencies.js';
import { allowedGuesses, DAY_SECONDS, type Reach } from './limits.js';
import { AttackRecord } from './record.js';
import { type Scale, Stage } from './stage.js';
import type { Target } from './target.js';

export interface AttackResult {
  readonly attack: string;
  readonly database: string;
  readonly seconds: number;
  readonly record: AttackRecord;
  /** Undefined for an attack that guesses no passwords. */
  readonly allowed: number | undefined;
  readonly allowedPerDay: number | undefined;
  /** Of an honest session in quiet times, before the attack. */
  readonly quiet: Latencies;
}

/** The honest users that log in and refresh during every attack, and their address. */
const HONEST = { refresher: 'rita', login: 'hugo' } as const;
const HONEST_IP = '192.0.2.50';

const LOGIN_INTERVAL_MS = 1_000;

/** Runs attacks against one target, with honest clients at the same time. */
export class AttackRun {
  private constructor(
    private readonly target: Target,
    private readonly refresher: Refresher,
    private readonly quiet: Latencies,
  ) {}

  /** @param quietMs how long refreshes are measured without an attack */
  static async prepare(target: Target, quietMs: number): Promise<AttackRun> {
    await target.addUsers(Object.values(HONEST));
    const refresher = await Refresher.logIn(target.honest, HONEST.refresher, HONEST_IP);
    const record = new AttackRecord();
    const clients = honestClients(target, refresher, record);
    await setTimeout(quietMs);
    await stopAll(clients);
    if (record.violations.length > 0) throw new Error(record.violations[0]);
    return new AttackRun(target, refresher, record.refreshes);
  }

  /** @param number of the attack: its addresses and users are its own */
  async run(attack: Attack, scale: Scale, number: number): Promise<AttackResult> {
    const record = new AttackRecord();
    const stage = new Stage(this.target, record, scale, number);
    await this.target.addUsers(attack.users(stage));
    const seconds = await this.measure(() => attack.run(stage), record);
    const reaches = attack.reach?.(stage);
    const allowed = reaches && sumOf(reaches, seconds);
    record.violations.push(...guessViolations(record.reached, allowed), ...this.target.problems());
    return {
      attack: attack.name,
      database: this.target.kind,
      seconds,
      record,
      allowed,
      allowedPerDay: reaches && sumOf(reaches, DAY_SECONDS - 1),
      quiet: this.quiet,
    };
  }

  /** @returns the seconds of the attack, without those of the last honest requests */
  private async measure(attack: () => Promise<void>, record: AttackRecord): Promise<number> {
    const clients = honestClients(this.target, this.refresher, record);
    const startedAt = performance.now();
    try {
      await attack();
      return (performance.now() - startedAt) / 1000;
    } finally {
      await stopAll(clients);
    }
  }
}

/** Returns a violation if more guesses reached the hash than the limits allow. */
const guessViolations = (reached: number, allowed: number | undefined): string[] =>
  reached > (allowed ?? 0)
    ? [`${reached} guesses reached the hash, ${allowed ?? 0} are allowed`]
    : [];

const sumOf = (reaches: readonly Reach[], seconds: number): number =>
  reaches.reduce((sum, reach) => sum + allowedGuesses(reach, seconds), 0);

const honestClients = (target: Target, refresher: Refresher, record: AttackRecord): Running[] => [
  refresher.run(record.refreshes, record),
  every(LOGIN_INTERVAL_MS, () => logInHonestly(target.honest, record, HONEST.login, HONEST_IP)),
];

const stopAll = (clients: readonly Running[]) => Promise.all(clients.map((one) => one.stop()));
