import { createHmac } from 'node:crypto';

/** A message as Standard Webhooks defines it. */
export interface SignedMessage {
  /** The same for every attempt. It contains no full stop. */
  id: string;
  /** Seconds since the epoch, of the attempt. */
  timestamp: number;
  body: string;
}

/**
 * Returns the header `webhook-signature` (Standard Webhooks, Signature scheme): one signature for each
 * key, so that a receiver can verify with the previous secret during a rotation.
 */
export const signMessage = (
  { id, timestamp, body }: SignedMessage,
  keys: readonly Buffer[],
): string =>
  keys
    .map((key) => createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64'))
    .map((signature) => `v1,${signature}`)
    .join(' ');
