import type { Tokens } from '../support/api-client.js';
import { exchange } from './exchange.js';
import { SampleToken } from './sample-token.js';
import { blacklist, type Headers, refresh } from './requests.js';
import type { RemovedUser, Target } from './target.js';
import type { HttpRequest } from './contract-case.js';

/** Prepares sessions for a case. No two cases share one. */
export class Fixture {
  constructor(private readonly target: Target) {}

  /** Epoch seconds. */
  get now(): number {
    return this.target.now;
  }

  logIn(): Promise<Tokens> {
    return this.target.logIn();
  }

  tokensOf(user: RemovedUser): Promise<Tokens> {
    return this.target.tokensOf(user);
  }

  async sampleToken(type: keyof Tokens): Promise<SampleToken> {
    return this.sampleTokenOf((await this.logIn())[type]);
  }

  sampleTokenOf(token: string): SampleToken {
    return new SampleToken(token, this.target.secret, this.now);
  }

  /** Returns the consumed first pair of a session, and its successor. */
  async consumed(headers: Headers = {}): Promise<{ first: Tokens; second: Tokens }> {
    const first = await this.logIn();
    return { first, second: await this.rotate(first, headers) };
  }

  async rotate(tokens: Tokens, headers: Headers = {}): Promise<Tokens> {
    return JSON.parse(await this.send(refresh(tokens.refresh, headers))) as Tokens;
  }

  /** Returns the tokens of a revoked session. */
  async revoked(): Promise<Tokens> {
    const tokens = await this.logIn();
    await this.send(blacklist(tokens.refresh));
    return tokens;
  }

  /** Sends a request and ignores the status. @returns the body */
  async send(request: HttpRequest): Promise<string> {
    return (await exchange(this.target.url, request)).text;
  }
}

/** Returns a request with a valid access token. */
export const withAccess = (use: (token: string) => HttpRequest) => async (fixture: Fixture) =>
  use((await fixture.logIn()).access);

/** Returns a request with a valid refresh token. */
export const withRefresh = (use: (token: string) => HttpRequest) => async (fixture: Fixture) =>
  use((await fixture.logIn()).refresh);
