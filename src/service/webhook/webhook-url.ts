import type { Parsed } from '../configuration/parsed.js';

/** Reads the URL of the webhook. Its path may contain a token, so it is never shown. */
export function parseWebhookUrl(text: string): Parsed<URL> {
  if (!URL.canParse(text)) return { problem: RULE };
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: RULE };
  if (url.username !== '' || url.password !== '') {
    return { problem: 'has a user name or a password. Put a token into the path or the query' };
  }
  if (url.port === '0') return { problem: 'has the port 0, on which no receiver listens' };
  return url.hash === '' ? { value: url } : { problem: 'has a fragment, which is not sent' };
}

const RULE = 'must be a URL, such as https://siem.example.org/keyturn';

/** Returns the part of the URL that may be shown. */
export function shownWebhookUrl(text: string): string {
  const parsed = parseWebhookUrl(text);
  return 'value' in parsed ? `${parsed.value.origin}/…` : '(no URL)';
}
