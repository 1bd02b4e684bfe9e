import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { signMessage } from '../../src/service/webhook/sign-message.js';
import { parseWebhookSecrets } from '../../src/service/webhook/webhook-secret.js';

/** The headers of a message that is signed with the secrets of EVENTS_WEBHOOK_SECRET. */
function headersOf(body: string, secrets: string, timestamp = Math.floor(Date.now() / 1000)) {
  const parsed = parseWebhookSecrets(secrets);
  if (!('value' in parsed)) throw new Error(parsed.problem);
  const id = '01932f6c-0000-7000-8000-000000000000';
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signMessage({ id, timestamp, body }, parsed.value),
  };
}

const secretOf = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`;
const BODY = JSON.stringify({ type: 'user_created', data: { user_agent: 'ü \u{1f511}' } });

describe('the signature of a webhook, verified by the library of Standard Webhooks', () => {
  it.each([24, 32, 64])('verifies with a secret of %d bytes', (bytes) => {
    const secret = secretOf(bytes);
    expect(new Webhook(secret).verify(BODY, headersOf(BODY, secret))).toEqual(JSON.parse(BODY));
  });

  it('verifies with each of two secrets', () => {
    const [current, previous] = [secretOf(32), secretOf(32)];
    const headers = headersOf(BODY, `${current} ${previous}`);
    for (const secret of [current, previous]) {
      expect(() => new Webhook(secret).verify(BODY, headers)).not.toThrow();
    }
  });

  it.each<[string, (headers: ReturnType<typeof headersOf>) => [string, object]]>([
    ['another body', (headers) => [`${BODY} `, headers]],
    ['another ID', (headers) => [BODY, { ...headers, 'webhook-id': 'another' }]],
    ['another time', (headers) => [BODY, { ...headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 1) }]], // prettier-ignore
  ])('does not verify with %s', (_, changed) => {
    const secret = secretOf(32);
    const [body, headers] = changed(headersOf(BODY, secret));
    const verify = () => new Webhook(secret).verify(body, headers as Record<string, string>);
    expect(verify).toThrow('No matching signature found');
  });
});
