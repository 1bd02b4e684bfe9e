import type { IncomingHttpHeaders } from 'node:http';
import { addressIn } from '../../auth/http/client-address.js';

/** The header that proxies write; undefined: `X-Forwarded-For`, or `Forwarded` without it. */
export type ProxyHeader = 'x-forwarded-for' | 'forwarded' | undefined;

/** More proxies than any request passes. Bounds the time for a header of many commas. */
const MAX_HOPS = 32;

/**
 * Lists the addresses in a forwarding header, the nearest proxy's entry first. An entry that is not
 * an address keeps its place as null: skipping it would move a client's own text into its place.
 */
export function forwardedChain(
  headers: IncomingHttpHeaders,
  proxyHeader: ProxyHeader,
): (string | null)[] {
  const name = proxyHeader ?? present(headers);
  const text = [headers[name] ?? ''].flat().join(',');
  if (text.trim() === '') return [];
  const entries = name === 'forwarded' ? fromTheRight(text, ',') : text.split(',').reverse();
  const nearest = entries.slice(0, MAX_HOPS);
  return nearest.map((entry) => addressIn(name === 'forwarded' ? forOf(entry) : entry.trim()));
}

const present = (headers: IncomingHttpHeaders) =>
  headers['x-forwarded-for'] === undefined ? 'forwarded' : 'x-forwarded-for';

/** The `for` of a forwarded-element (RFC 7239 §4): a token or a quoted string. */
function forOf(element: string): string {
  const pair = fromTheRight(element, ';').find((one) => /^\s*for\s*=/i.test(one)) ?? '';
  const value = pair.slice(pair.indexOf('=') + 1).trim();
  return value.replace(/^"(.*)"$/, '$1');
}

/**
 * Splits at separators outside of quotes, from the end: a quotation mark that a client leaves open
 * at the beginning cannot hide what proxies append.
 */
function fromTheRight(text: string, separator: string): string[] {
  const parts: string[] = [];
  let isQuoted = false;
  let end = text.length;
  for (let i = text.length - 1; i >= 0; i--) {
    if (text[i] === '"' && !isEscaped(text, i)) isQuoted = !isQuoted;
    if (text[i] !== separator || isQuoted) continue;
    parts.push(text.slice(i + 1, end));
    end = i;
  }
  return [...parts, text.slice(0, end)];
}

/** A quotation mark behind an odd number of backslashes: a client's Host in `host="…"` may have one. */
function isEscaped(text: string, index: number): boolean {
  let start = index;
  while (text[start - 1] === '\\') start--;
  return (index - start) % 2 === 1;
}
