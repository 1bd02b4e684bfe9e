import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { Clock } from '../domain/clock.js';
import type { Algorithm } from '../domain/keys/algorithm.js';
import type { PublicJwk } from '../domain/keys/jwk.js';
import { type KeyWithState, retentionMsOf, statesOf } from '../domain/keys/key-state.js';
import { publishedKeys } from '../domain/keys/published-keys.js';
import type { RingKey } from '../domain/keys/ring-key.js';
import type { JwsHeader, VerificationKey } from '../domain/keys/verification-key.js';
import type { KeySource } from './key-source.js';

/** The key of new tokens. */
export interface SigningKey {
  readonly algorithm: Algorithm;
  /** Undefined for HS256: a thumbprint of a secret would help to guess it (RFC 7638 §7). */
  readonly kid: string | undefined;
  /** A private key, or the secret of HS256. */
  readonly key: KeyObject;
}

/**
 * The keys of this issuer: the one that signs, and all that verify. Tokens select a key by their
 * `alg` and `kid`, and never bring one (RFC 8725 §3.10).
 */
@Injectable()
export class KeyRing implements KeySource {
  private readonly secrets: readonly VerificationKey[];
  private readonly secretKey: SigningKey | undefined;
  private readonly retentionMs: number;
  private keys: readonly RingKey[] = [];
  /** Those of the keys. */
  algorithms: readonly Algorithm[] = [];
  private withdrawals = 0;
  /** When the next key expires, in epoch milliseconds. */
  private nextExpiry = Infinity;

  constructor(
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {
    const { secret, keys } = settings.keys;
    this.secrets = secretsOf(settings);
    this.secretKey = secret && { algorithm: 'HS256', kid: undefined, key: secret };
    this.retentionMs = retentionMsOf(settings);
    this.replace(keys);
  }

  get version(): number {
    if (this.clock.now() >= this.nextExpiry) {
      this.withdrawals++;
      this.nextExpiry = this.findNextExpiry();
    }
    return this.withdrawals;
  }

  /** The key pairs with their states, in the order of their starts. */
  get states(): readonly KeyWithState[] {
    const { algorithm } = this.settings.keys;
    return statesOf(this.keys, algorithm, this.clock.now(), this.retentionMs);
  }

  /** Whether a key signs now. */
  get canSign(): boolean {
    return this.secretKey !== undefined || this.states.some(({ state }) => state === 'current');
  }

  /** Returns the key that signs now. */
  current(): SigningKey {
    if (this.secretKey !== undefined) return this.secretKey;
    const { algorithm, kid, privateKey } = this.states.find(
      ({ state }) => state === 'current',
    )!.key;
    return { algorithm, kid, key: privateKey! };
  }

  keysFor(header: JwsHeader): Promise<readonly VerificationKey[]> {
    return Promise.resolve(this.find(header));
  }

  /** Returns the keys that may have signed a token with this header. */
  find({ alg, kid }: JwsHeader): readonly VerificationKey[] {
    if (alg === 'HS256') return this.secrets;
    return this.states
      .filter(({ key, state }) => key.kid === kid && key.algorithm === alg && state !== 'expired')
      .map(({ key: { algorithm, publicKey } }) => ({ algorithm, key: publicKey }));
  }

  /** Returns the public keys that others need now or soon. */
  published(): readonly PublicJwk[] {
    return publishedKeys(this.states);
  }

  /** Replaces the key pairs. */
  replace(keys: readonly RingKey[]): void {
    const kept = new Set(keys.map(({ kid }) => kid));
    if (this.keys.some(({ kid }) => !kept.has(kid))) this.withdrawals++;
    this.keys = keys;
    this.nextExpiry = this.findNextExpiry();
    const known = [...this.secrets, ...keys].map(({ algorithm }) => algorithm);
    this.algorithms = [...new Set(known)];
  }

  private findNextExpiry(): number {
    const valid = this.states.filter(({ state }) => state !== 'expired');
    return Math.min(...valid.map(({ verifiesUntil = Infinity }) => verifiesUntil));
  }
}

function secretsOf({ keys }: AuthSettings): VerificationKey[] {
  const { secret, previousSecret } = keys;
  const known = [secret, previousSecret].filter((key) => key !== undefined);
  const mayLackIssuer = secret === undefined;
  return known.map((key) => ({ algorithm: 'HS256', key, mayLackIssuer }));
}
