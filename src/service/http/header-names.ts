import type { Parsed } from '../configuration/parsed.js';
import { listOf } from '../text/list-of.js';

/** RFC 9110 §5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Headers that pages cannot set (https://fetch.spec.whatwg.org/#forbidden-request-header). */
const FORBIDDEN =
  /^(?:accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|proxy-.*|referer|sec-.*|set-cookie|te|trailer|transfer-encoding|upgrade|via)$/;

/** @returns the header names in a comma-separated text, in lower case */
export function parseHeaderNames(text: string): Parsed<string[]> {
  const names = listOf(text).map((name) => name.toLowerCase());
  if (names.includes('*')) return { problem: 'has *, which browsers ignore. List the headers' };
  if (!names.every((name) => TOKEN.test(name))) {
    return { problem: 'must be header names separated by commas, such as x-tenant, x-locale' };
  }
  const forbidden = names.find((name) => FORBIDDEN.test(name));
  if (forbidden !== undefined) {
    return { problem: 'has a header that pages cannot set, such as Cookie or Host. Remove it' };
  }
  return { value: [...new Set(names)] };
}
