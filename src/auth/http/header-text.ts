const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes a header value, of which Node makes one Latin-1 character for each byte.
 *
 * @returns the UTF-8 text that the bytes are, or else `value` (RFC 9110 §5.5)
 */
export function headerText(value: string): string {
  if (/[^\0-\xff]/.test(value)) return value;
  try {
    return utf8.decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}
