import type { DatabaseKind } from '../../test/support/databases.js';
import { ALICE, Deployment } from '../../test/support/deployment.js';
import type { ServerProcess } from '../../test/support/server-process.js';
import { attempt } from './attempt.js';
import type { Outcome, Peer } from './peer.js';

export interface KeyturnChoice {
  kind: DatabaseKind;
  processes: number;
  /** Whether clients send an `Idempotency-Key`. */
  withKeys: boolean;
  /** `REUSE_INTERVAL`. @default none */
  reuseIntervalSeconds?: number;
}

/** The built service with its default configuration. */
export class KeyturnPeer implements Peer {
  private turn = 0;

  private constructor(
    readonly name: string,
    readonly readsKeys: boolean,
    readonly reuseIntervalMs: number,
    private readonly deployment: Deployment,
  ) {}

  static async start(name: string, choice: KeyturnChoice): Promise<KeyturnPeer> {
    const { kind, processes, withKeys, reuseIntervalSeconds = 0 } = choice;
    const variables = { REUSE_INTERVAL: `${reuseIntervalSeconds}s` };
    const deployment = await Deployment.create(kind, variables);
    await deployment.startMany(processes);
    return new KeyturnPeer(name, withKeys, reuseIntervalSeconds * 1000, deployment);
  }

  async logIn(): Promise<string> {
    return (await this.next.obtain(ALICE.username)).refresh;
  }

  refresh(refresh: string, key: string): Promise<Outcome> {
    const sent = this.readsKeys ? key : undefined;
    return attempt(() => this.next.refresh(refresh, sent), 'refresh');
  }

  stop(): Promise<void> {
    return this.deployment.drop();
  }

  private get next(): ServerProcess {
    const { servers } = this.deployment;
    return servers[this.turn++ % servers.length]!;
  }
}
