/** RFC 7518 §3.2: a key for HS256 is no shorter than its hash. */
export const MIN_SECRET_BYTES = 32;

export type SecretVerdict = 'strong' | 'missing' | 'short' | 'well_known';

/** What documentation, tutorials and templates print where a secret belongs. */
const PLACEHOLDER =
  /change.?(me|this|it)|your.?(256|384|512|secret|super|jwt|own)|replace.?(me|this)|insecure|example|placeholder|a.?string.?secret|super.?secret|secret.?key|0123456789abcdef/i;

/** A public key or a certificate, which anybody may have. */
const PUBLISHED = /-----BEGIN (\w+ )?(PUBLIC KEY|CERTIFICATE)-----/;

/** The same few characters again and again. */
const REPETITION = /^(.+?)\1+$/s;

/** Whether a secret may sign tokens: whoever guesses it makes any token. */
export function judgeSecret(secret: string | undefined): SecretVerdict {
  if (secret === undefined || secret === '') return 'missing';
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES) return 'short';
  const isKnown = [PLACEHOLDER, PUBLISHED, REPETITION].some((known) => known.test(secret));
  return isKnown ? 'well_known' : 'strong';
}
