import type { Parsed } from '../configuration/parsed.js';

/** Standard Webhooks, Signature scheme: 24 to 64 random bytes in base64, after this prefix. */
const PREFIX = 'whsec_';
const MIN_BYTES = 24;
const MAX_BYTES = 64;

const MAX_SECRETS = 2;

const RULE = `needs ${PREFIX} and ${MIN_BYTES} to ${MAX_BYTES} random bytes in base64`;

/**
 * Reads the secrets of the webhook: the current one, and during a rotation the previous one after a
 * space.
 *
 * @returns the decoded keys
 */
export function parseWebhookSecrets(text: string): Parsed<readonly Buffer[]> {
  const keys = text.split(' ').map(keyOf);
  if (keys.length > MAX_SECRETS) return { problem: `has more than ${MAX_SECRETS} secrets` };
  const decoded = keys.filter((key) => key !== null);
  if (decoded.length < keys.length) return { problem: RULE };
  if (decoded[1]?.equals(decoded[0]!)) return { problem: 'has the same secret twice' };
  return { value: decoded };
}

function keyOf(text: string): Buffer | null {
  if (!text.startsWith(PREFIX)) return null;
  const encoded = text.slice(PREFIX.length);
  const key = Buffer.from(encoded, 'base64');
  // Node ignores characters that are not base64, so two texts could be the same key.
  const isExact = key.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '');
  const isLongEnough = key.length >= MIN_BYTES && key.length <= MAX_BYTES;
  return isExact && isLongEnough && new Set(key).size > 1 ? key : null;
}

export const MAKE_WEBHOOK_SECRET_COMMAND = `node -p "'whsec_' + crypto.randomBytes(32).toString('base64')"`;
