import { freePort } from '../../test/support/postgres.mjs';
import { ServerProcess } from '../../test/support/server-process.js';
import { attempt } from './attempt.js';
import { Browser } from './browser.js';
import type { OAuthClient } from './oauth-client.js';
import type { Outcome, Peer } from './peer.js';

/** An OAuth server with one or more processes. A browser logs in, a public client refreshes. */
export class OAuthPeer implements Peer {
  readonly readsKeys = false;
  private turn = 0;

  /**
   * @param signIn runs before the authorization request
   * @param release cleans up after the servers have stopped
   */
  constructor(
    readonly name: string,
    private readonly servers: readonly ServerProcess[],
    private readonly client: OAuthClient,
    private readonly signIn: (browser: Browser) => Promise<unknown>,
    private readonly release: () => Promise<void>,
    readonly reuseIntervalMs = 0,
  ) {}

  async logIn(): Promise<string> {
    const first = this.servers[0]!;
    const browser = new Browser(first.url);
    await this.signIn(browser);
    return this.client.logIn(browser, first);
  }

  refresh(token: string): Promise<Outcome> {
    const server = this.servers[this.turn++ % this.servers.length]!;
    return attempt(() => this.client.refresh(server, token), 'refresh_token');
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    await this.release();
  }
}

/** Starts several processes of one issuer. The first one prepares the database alone. */
export async function startIssuer(
  script: string,
  processes: number,
  variables: Record<string, string>,
): Promise<ServerProcess[]> {
  const PORT = String(await freePort());
  const shared = { ...variables, ISSUER: `http://127.0.0.1:${PORT}` };
  const first = await ServerProcess.start({ ...shared, PORT, FIRST: '1' }, [script]);
  const start = async () =>
    ServerProcess.start({ ...shared, PORT: String(await freePort()) }, [script]);
  const others = [];
  while (others.length + 1 < processes) others.push(await start());
  return [first, ...others];
}
