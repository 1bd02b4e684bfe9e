import type { IncomingHttpHeaders } from 'node:http';
import { addressIn } from '../../auth/http/client-address.js';

/** The header that proxies write. By default `X-Forwarded-For`, or `Forwarded` when it is absent. */
export type ProxyHeader = 'x-forwarded-for' | 'forwarded' | undefined;

/** More proxies than any request passes. Limits the time for a header of many commas. */
const MAX_HOPS = 32;

/**
 * Lists the addresses in a forwarding header, the entry of the nearest proxy first. An entry that is
 * not an address becomes null. Skipping it would move an entry of the client to its position.
 */
export function forwardedChain(
  headers: IncomingHttpHeaders,
  proxyHeader: ProxyHeader,
): (string | null)[] {
  const isForwarded = forwardedHeaderOf(headers, proxyHeader) === 'forwarded';
  const entries = isForwarded ? forwardedElements(headers, 'for') : forwardedFor(headers);
  return entries.map(addressIn);
}

/** Returns the name of the header that contains the addresses. */
export const forwardedHeaderOf = (
  headers: IncomingHttpHeaders,
  proxyHeader: ProxyHeader,
): NonNullable<ProxyHeader> =>
  proxyHeader ?? (headers['x-forwarded-for'] === undefined ? 'forwarded' : 'x-forwarded-for');

/** Lists the entries of `X-Forwarded-For`, the entry of the nearest proxy first. */
function forwardedFor(headers: IncomingHttpHeaders): string[] {
  const text = textOf(headers['x-forwarded-for']);
  const entries = text === '' ? [] : text.split(',').reverse().slice(0, MAX_HOPS);
  return entries.map((entry) => entry.trim());
}

/** Lists one parameter of each element of `Forwarded`, the element of the nearest proxy first. */
export function forwardedElements(
  headers: IncomingHttpHeaders,
  parameter: 'for' | 'proto',
): string[] {
  const text = textOf(headers['forwarded']);
  const elements = text === '' ? [] : fromTheRight(text, ',').slice(0, MAX_HOPS);
  return elements.map((element) => parameterOf(element, parameter));
}

const textOf = (header: string | string[] | undefined): string =>
  [header ?? ''].flat().join(',').trim();

/** Returns a parameter of a forwarded-element (RFC 7239 §4), without quotes. */
function parameterOf(element: string, name: 'for' | 'proto'): string {
  const start = new RegExp(`^\\s*${name}\\s*=`, 'i');
  const pair = fromTheRight(element, ';').find((one) => start.test(one)) ?? '';
  const value = pair.slice(pair.indexOf('=') + 1).trim();
  return value.replace(/^"(.*)"$/, '$1');
}

/**
 * Splits at separators outside of quotes, starting at the end. A quotation mark that a client leaves
 * open at the beginning cannot hide the elements that proxies append.
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

/** Checks for an odd number of backslashes, which the Host of a client in `host="…"` may contain. */
function isEscaped(text: string, index: number): boolean {
  let start = index;
  while (text[start - 1] === '\\') start--;
  return (index - start) % 2 === 1;
}
