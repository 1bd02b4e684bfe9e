import { Inject, Injectable, Logger } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { Clock } from '../domain/clock.js';
import { readKeyDirectory, stateOfKeyDirectory } from './key-directory.js';
import { signingProblems } from './signing-problems.js';
import { KeyRing } from './key-ring.js';

/** A key is in use on every instance after this time at the latest. */
const RELOAD_INTERVAL_MS = 10_000;

/**
 * Reads the directory of the keys again after a change. A change with a problem is reported, and the
 * ring keeps its keys.
 */
@Injectable()
export class KeyReloader {
  private readonly logger = new Logger('KeyReloader');
  private timer: NodeJS.Timeout | undefined;
  private state: string | undefined;
  private reported = '';

  constructor(
    private readonly ring: KeyRing,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const { directory } = this.settings.keys;
    if (directory === undefined) return;
    this.timer = setInterval(() => this.reload(directory), RELOAD_INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Reads the directory again if it has changed. */
  reload(directory: string): void {
    const state = stateOfKeyDirectory(directory);
    if (state !== undefined && state === this.state) return;
    const { keys, problems } = readKeyDirectory(directory);
    const { algorithm } = this.settings.keys;
    const all = [...problems, ...signingProblems(keys, algorithm, this.clock.now())];
    if (all.length > 0) return this.report(all);
    this.state = state;
    this.reported = '';
    this.ring.replace(keys);
  }

  /** Reports the same problems once. */
  private report(problems: readonly string[]): void {
    const text = problems.join(' ');
    if (text === this.reported) return;
    this.reported = text;
    this.logger.error(`The keys were changed, and are not used: ${text}`);
  }
}
