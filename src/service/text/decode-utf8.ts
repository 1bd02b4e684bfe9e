/** A command that converts a text to UTF-8, for messages. */
export const UTF8_CONVERSION = 'iconv -f LATIN1 -t UTF-8';

/**
 * Decodes UTF-8 without replacing invalid bytes. Removes a byte order mark at the start.
 *
 * @returns undefined when the bytes are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
