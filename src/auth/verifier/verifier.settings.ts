import { readKeyOfAny } from '../domain/keys/read-key.js';
import type { KeySource } from '../keys/key-source.js';
import { KnownKeys } from '../keys/known-keys.js';
import type { Verification } from '../http/guard/passport/verification.js';
import { CLOCK_TOLERANCE_LIMIT } from '../config/option-limits.js';
import { OptionProblems } from '../config/option-problems.js';
import { isLoopback } from '../domain/loopback.js';
import { RemoteKeys } from './remote-keys.js';
import type { AuthVerifierOptions } from './verifier.options.js';

const OPTIONS = Object.keys({
  secret: true,
  previousSecret: true,
  publicKey: true,
  jwksUri: true,
  issuer: true,
  audience: true,
  clockTolerance: true,
} satisfies Record<keyof AuthVerifierOptions, true>);

/** Validates the options and applies the defaults. @throws {AuthOptionsError} with all problems */
export async function resolveVerification(
  given: AuthVerifierOptions,
  ...otherProblems: readonly (readonly string[])[]
): Promise<Verification> {
  const problems = new OptionProblems();
  const options = problems.members(given, OPTIONS);
  const keys = await keySourceOf(options, problems);
  const clockTolerance = options.clockTolerance ?? '60s';
  const tolerance = problems.seconds('clockTolerance', clockTolerance, 0, CLOCK_TOLERANCE_LIMIT);
  const issuer = problems.text('issuer', options.issuer);
  const audience = problems.text('audience', options.audience);
  problems.add(...otherProblems.flat());
  problems.throwIfAny();
  return Object.freeze({
    keys: keys!,
    issuer,
    audience,
    clockToleranceMs: tolerance * 1000,
    sessionStatus: undefined,
  });
}

/** @returns undefined if it has reported a problem */
async function keySourceOf(
  options: Partial<AuthVerifierOptions>,
  problems: OptionProblems,
): Promise<KeySource | undefined> {
  const { secret, previousSecret, publicKey, jwksUri } = options;
  const given = [secret, publicKey, jwksUri].filter((one) => one !== undefined);
  if (secret === undefined && previousSecret !== undefined) {
    problems.add('previousSecret requires secret. Leave it out.');
  }
  if (given.length !== 1) problems.add('Write one of secret, publicKey and jwksUri.');
  else if (publicKey !== undefined) return publicKeys(publicKey, problems);
  else if (jwksUri !== undefined) return remoteKeys(jwksUri, problems);
  else {
    const key = problems.secret(secret);
    return new KnownKeys('HS256', key, problems.previousSecret(previousSecret, secret));
  }
  return undefined;
}

/** Rejects a private key, because a verifier must not have it. */
function publicKeys(text: string, problems: OptionProblems): KeySource | undefined {
  const key = readKeyOfAny(text);
  if ('problem' in key) problems.add(`publicKey ${key.problem}.`);
  else if (key.privateKey !== undefined)
    problems.add('publicKey is a private key. Write the public one.'); // prettier-ignore
  else return new KnownKeys(key.algorithm, key.publicKey);
  return undefined;
}

async function remoteKeys(uri: string, problems: OptionProblems): Promise<KeySource | undefined> {
  if (!isTrustworthy(uri)) {
    problems.add(`jwksUri is '${uri}'. Write an address that begins with https://.`);
    return undefined;
  }
  try {
    return new RemoteKeys(new URL(uri), await import('jose'));
  } catch {
    problems.add('jwksUri needs the package jose. Run: npm install jose');
    return undefined;
  }
}

/**
 * The server of the keys decides which tokens are valid, so HTTP is allowed only on this machine.
 */
function isTrustworthy(uri: string): boolean {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const isLocal = url !== undefined && isLoopback(url.hostname);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
}
