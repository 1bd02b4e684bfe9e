import type { Tokens } from '../support/service.js';
import { exchange } from './exchange.js';
import { Specimen } from './forge.js';
import { blacklist, type Headers, refresh } from './requests.js';
import type { LostUser, Target } from './target.js';
import type { WireRequest } from './contract-case.js';

/** What a case does before it asks. Every session is its own. */
export class Fixture {
  constructor(private readonly target: Target) {}

  /** Epoch seconds. */
  get now(): number {
    return this.target.now;
  }

  logIn(): Promise<Tokens> {
    return this.target.logIn();
  }

  tokensOf(user: LostUser): Promise<Tokens> {
    return this.target.tokensOf(user);
  }

  async specimen(type: keyof Tokens): Promise<Specimen> {
    return this.specimenOf((await this.logIn())[type]);
  }

  specimenOf(token: string): Specimen {
    return new Specimen(token, this.target.secret, this.now);
  }

  /** The first token of a session was consumed, and what came of it. */
  async consumed(headers: Headers = {}): Promise<{ first: Tokens; second: Tokens }> {
    const first = await this.logIn();
    return { first, second: await this.rotate(first, headers) };
  }

  async rotate(tokens: Tokens, headers: Headers = {}): Promise<Tokens> {
    return JSON.parse(await this.send(refresh(tokens.refresh, headers))) as Tokens;
  }

  /** A session that was logged out. */
  async ended(): Promise<Tokens> {
    const tokens = await this.logIn();
    await this.send(blacklist(tokens.refresh));
    return tokens;
  }

  /** Asks, and does not mind the answer. @returns its body */
  async send(request: WireRequest): Promise<string> {
    return (await exchange(this.target.url, request)).text;
  }
}

/** A request with an access token that is good. */
export const withAccess = (use: (token: string) => WireRequest) => async (fixture: Fixture) =>
  use((await fixture.logIn()).access);

/** A request with a refresh token that is good. */
export const withRefresh = (use: (token: string) => WireRequest) => async (fixture: Fixture) =>
  use((await fixture.logIn()).refresh);
