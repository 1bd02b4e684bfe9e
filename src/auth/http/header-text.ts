const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes a header value, in which Node writes each byte as one Latin-1 character.
 *
 * @returns the text if the bytes are UTF-8, otherwise `value` (RFC 9110 §5.5)
 */
export function headerText(value: string): string {
  if (/[^\0-\xff]/.test(value)) return value;
  try {
    return utf8.decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}
