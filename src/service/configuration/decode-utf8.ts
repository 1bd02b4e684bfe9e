/**
 * Decodes UTF-8 strictly: no byte is replaced. A byte order mark at the start is removed.
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
