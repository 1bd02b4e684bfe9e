import { HttpClient } from '../support/http-client.js';
import { attempt } from './attempt.js';
import type { Outcome, Peer } from './peer.js';

/** Whom the reference of `npm run test:contract:compare` has. */
const ALICE = { username: 'alice', password: 'alice-pass-123' };

/** Whatever has SimpleJWT's wire, at an address. */
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
    if (status !== 200) throw new Error(`It answers ${status} to the session of alice.`);
    return json['refresh'] as string;
  }

  refresh(refresh: string, key: string): Promise<Outcome> {
    const headers = { 'Idempotency-Key': key };
    const path = '/api/token/refresh/';
    return attempt(() => this.server.post(path, { refresh }, headers), 'refresh');
  }

  /** Whoever started it ends it. */
  stop(): Promise<void> {
    return Promise.resolve();
  }
}
