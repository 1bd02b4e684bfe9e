import { randomBytes } from 'node:crypto';
import type { RawResponse } from './connection.js';
import type { Carrier } from './proxy.js';
import type { Tokens } from './service.js';

/** Refreshes per session. */
const REFRESHES = 25;

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** Logs in, refreshes, requests `/api/me/` and logs out, in a loop until it is stopped. */
export class BusyClient {
  responses = 0;
  /** The failures that a user would see. */
  readonly failures: string[] = [];
  private isStopping = false;
  private readonly finished: Promise<void>;

  constructor(
    private readonly carrier: Carrier,
    private readonly credentials: object,
  ) {
    this.finished = this.run();
  }

  end(): Promise<void> {
    this.isStopping = true;
    return this.finished;
  }

  private async run(): Promise<void> {
    while (!this.isStopping && this.failures.length === 0) {
      await this.useOneSession().catch((error: Error) => this.failures.push(error.message));
    }
  }

  private async useOneSession(): Promise<void> {
    let tokens = await this.post('/api/token/', this.credentials);
    for (let round = 0; round < REFRESHES && !this.isStopping; round++) {
      tokens = await this.post('/api/token/refresh/', { refresh: tokens.refresh }, newKey());
      const headers = { Authorization: `Bearer ${tokens.access}` };
      this.read('me', await this.carrier.carry({ method: 'GET', path: '/api/me/', headers }));
    }
    await this.post('/api/token/blacklist/', { refresh: tokens.refresh });
  }

  private async post(path: string, value: object, more: Record<string, string> = {}) {
    const headers = { ...JSON_TYPE, ...more };
    const request = { method: 'POST', path, headers, body: JSON.stringify(value) } as const;
    return this.read(path, await this.carrier.carry(request));
  }

  private read(name: string, { status, body }: RawResponse): Tokens {
    this.responses++;
    if (status !== 200) throw new Error(`${name} responded ${status}: ${body}`);
    return JSON.parse(body) as Tokens;
  }
}

const newKey = () => ({ 'Idempotency-Key': randomBytes(16).toString('base64url') });
