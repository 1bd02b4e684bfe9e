import { randomBytes } from 'node:crypto';
import type { RawResponse } from './connection.js';
import type { Carrier } from './proxy.js';
import type { Tokens } from './service.js';

/** How often a session is refreshed before the next one. */
const REFRESHES = 25;

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** A client that logs in, refreshes, asks who it is, and logs out, until it is told to end. */
export class BusyClient {
  responses = 0;
  /** Everything that a person would have noticed. */
  readonly failures: string[] = [];
  private isToEnd = false;
  private readonly ended: Promise<void>;

  constructor(
    private readonly carrier: Carrier,
    private readonly credentials: object,
  ) {
    this.ended = this.work();
  }

  end(): Promise<void> {
    this.isToEnd = true;
    return this.ended;
  }

  private async work(): Promise<void> {
    while (!this.isToEnd && this.failures.length === 0) {
      await this.useOneSession().catch((error: Error) => this.failures.push(error.message));
    }
  }

  private async useOneSession(): Promise<void> {
    let tokens = await this.post('/api/token/', this.credentials);
    for (let round = 0; round < REFRESHES && !this.isToEnd; round++) {
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

  private read(what: string, { status, body }: RawResponse): Tokens {
    this.responses++;
    if (status !== 200) throw new Error(`${what} was answered ${status}: ${body}`);
    return JSON.parse(body) as Tokens;
  }
}

const newKey = () => ({ 'Idempotency-Key': randomBytes(16).toString('base64url') });
