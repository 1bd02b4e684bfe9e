import { isWellFormed } from './text.js';

/**
 * Everything but visible ASCII; the `%` that begins an escape; the `+` that decoders of forms read as a
 * space, so that the users `a+b` and `a b` would be the same; and the braces of Caddy's placeholders.
 */
const ESCAPED = /[^!-~]|[%+{}]/gu;

/**
 * Returns a text as the value of a header: the bytes of UTF-8, percent-encoded (RFC 3986 §2.1). Two
 * texts never have the same value, and no value contains a space or a line break.
 *
 * @returns undefined for a text with a lone surrogate, which UTF-8 cannot encode
 */
export const toHeaderValue = (text: string): string | undefined =>
  isWellFormed(text) ? text.replace(ESCAPED, encodeURIComponent) : undefined;
