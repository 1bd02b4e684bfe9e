import { HttpClient } from '../../test/support/http-client.js';
import { attempt } from './attempt.js';
import type { Outcome, Peer } from './peer.js';

/** A user of the reference of `npm run contract`. */
const ALICE = { username: 'alice', password: 'alice-pass-123' };

/** A running server with the API of SimpleJWT. */
export class SimpleJwtPeer implements Peer {
  readonly readsKeys = false;
  readonly reuseIntervalMs = 0;
  private readonly server: HttpClient;

  constructor(
    url: string,
    readonly name: string,
  ) {
    this.server = new HttpClient(url);
  }

  async logIn(): Promise<string> {
    const { status, json } = await this.server.post('/api/token/', ALICE);
    if (status !== 200) throw new Error(`The log-in of alice returned ${status}.`);
    return json['refresh'] as string;
  }

  refresh(refresh: string, key: string): Promise<Outcome> {
    const headers = { 'Idempotency-Key': key };
    const path = '/api/token/refresh/';
    return attempt(() => this.server.post(path, { refresh }, headers), 'refresh');
  }

  /** Does nothing, because this command did not start it. */
  stop(): Promise<void> {
    return Promise.resolve();
  }
}
