import { type Cookie, keyOfCookie } from '../cookie-endpoint.js';
import type { Actor } from '../operation.js';
import type { Token } from '../response.js';
import type { BrowserRules } from './browser-rules.js';
import type { HonestClient, SentRecord } from './honest-client.js';

/** The token that a page expects in the cookie, and the key for it. */
export interface PageRecord {
  id: Token;
  key: string;
}

/** The two stores of a browser. */
export interface Profile {
  cookie: Cookie | undefined;
  /** The token whose ID the page has stored. */
  id: Token | undefined;
  /** The keys that the page has stored, by the ID of their token. */
  keys: ReadonlyMap<string, string>;
}

/** A part of a {@link Profile}: the whole of it, or one of the two stores. */
export type ProfilePart = 'profile' | 'cookie' | 'storage';

/** A browser with a session: a cookie, and a storage. Its tabs share both. */
export class Browser implements HonestClient {
  readonly actor: Actor;
  readonly sid: string;
  readonly followsTheRules = true;
  isRefused = false;
  isLoggedOut = false;
  lastSent: SentRecord | undefined;
  /** The name of the tab that has the lock. */
  lockedBy: string | undefined;
  private profile: Profile;
  private newest: Token;
  /** The highest generation that it has sent. */
  private newestSent = 0;
  private keysChosen = 0;
  private hasLostState = false;

  /** @param nameOf returns the name of the token with this ID */
  constructor(
    name: string,
    cookie: Cookie,
    readonly rules: BrowserRules,
    private readonly nameOf: (jti: string) => string,
  ) {
    this.actor = { name, role: 'client' };
    this.sid = cookie.token.sid;
    this.newest = cookie.token;
    this.profile = { cookie, id: cookie.token, keys: new Map() };
  }

  get token(): Token {
    return this.profile.cookie?.token ?? this.newest;
  }

  get key(): string | null {
    return this.keys.get(this.token.jti) ?? null;
  }

  get id(): Token | undefined {
    return this.profile.id;
  }

  get keys(): ReadonlyMap<string, string> {
    return this.profile.keys;
  }

  get mayBeLoggedOut(): boolean {
    return this.hasLostState || this.isBehind;
  }

  /** Whether the cookie is older than a token that was sent, and so two tokens behind or more. */
  private get isBehind(): boolean {
    const { cookie } = this.profile;
    return cookie !== undefined && cookie.token.generation < this.newestSent;
  }

  /** Whether a tab can start to send. */
  get isFree(): boolean {
    return !this.rules.takesTurns || this.lockedBy === undefined;
  }

  /** @returns the token of the cookie; undefined if it has expired or was cleared */
  cookieAt(now: number): Token | undefined {
    const { cookie } = this.profile;
    return cookie !== undefined && now < cookie.expiresAt ? cookie.token : undefined;
  }

  next(now: number): SentRecord | undefined {
    const token = this.cookieAt(now);
    return token && { token, key: this.keys.get(token.jti) ?? 'a key that is not chosen yet' };
  }

  /** Reads the storage of the page, and chooses a key if it has none. */
  read(id: Token): PageRecord {
    const stored = this.keys.get(id.jti);
    const key = stored ?? this.rules.chooseKey(this.actor.name, ++this.keysChosen, id);
    return { id, key };
  }

  /** Stores the key and sends the record with the cookie. */
  send({ id, key }: PageRecord, now: number): Token | undefined {
    if (this.rules.storesKeyFirst) this.storeKey({ id, key });
    const token = this.cookieAt(now);
    if (token === undefined) return undefined;
    this.lastSent = { token, key };
    this.newestSent = Math.max(this.newestSent, token.generation);
    return token;
  }

  storeKey({ id, key }: PageRecord): void {
    this.update({ keys: new Map([...this.keys, [id.jti, key]].slice(-MAX_KEYS) as Keys) });
  }

  /** Stores the ID of the token that a response has set, or has named. */
  storeId(id: Token): void {
    this.update({ id });
  }

  /** Deletes the ID and the keys. */
  forget(): void {
    this.update({ id: undefined, keys: new Map() });
  }

  /** Changes the cookie as a response requires. A response that arrives late may set it back. */
  receive(cookie: Cookie | null | undefined): void {
    if (cookie === undefined) return;
    if (cookie === null) this.hasLostState = this.mayBeLoggedOut;
    this.update({ cookie: cookie ?? undefined });
    if (cookie !== null && cookie.token.generation > this.newest.generation)
      this.newest = cookie.token;
  }

  save(): Profile {
    return this.profile;
  }

  /** Restores a part of an older profile, as a browser does that restarts after a crash. */
  restore({ cookie, id, keys }: Profile, part: ProfilePart): void {
    const before = this.keys;
    if (part !== 'storage') this.update({ cookie });
    if (part !== 'cookie') this.update({ id, keys });
    // The key with which the page has sent this token may be lost.
    const { jti } = this.token;
    this.hasLostState ||= before.get(jti) !== this.keys.get(jti);
  }

  get state(): unknown {
    const { profile, newest, newestSent, lastSent, lockedBy, keysChosen } = this;
    const { isRefused, isLoggedOut, hasLostState } = this;
    const sent = lastSent && [lastSent.token.name, lastSent.key];
    const flags = [isRefused, isLoggedOut, hasLostState];
    return [this.keyOf(profile), newest.name, newestSent, sent, lockedBy, keysChosen, flags];
  }

  /** Identifies a profile. */
  keyOf({ cookie, id, keys }: Profile): unknown {
    const named = [...keys].map(([jti, key]) => [this.nameOf(jti), key]);
    return [keyOfCookie(cookie), id?.name, named];
  }

  private update(change: Partial<Profile>): void {
    this.profile = { ...this.profile, ...change };
  }
}

type Keys = [string, string][];

/** Rule 2: keys that a page keeps. */
const MAX_KEYS = 8;
