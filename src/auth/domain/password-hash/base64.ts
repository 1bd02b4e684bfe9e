/** How a format writes bytes as text. */
export interface Base64Form {
  /** The characters for 62 and 63. */
  readonly last: '+/' | './';
  readonly isPadded: boolean;
}

/** RFC 4648 §4, as Django writes digests. */
export const PADDED: Base64Form = { last: '+/', isPadded: true };

/** PHC's string format: without padding. */
export const UNPADDED: Base64Form = { last: '+/', isPadded: false };

/** The form of passlib's PBKDF2: `.` instead of `+`, without padding. */
export const ADAPTED: Base64Form = { last: './', isPadded: false };

/** @returns undefined for text that {@link encodeBase64} does not write */
export function decodeBase64(text: string, form: Base64Form): Buffer | undefined {
  const bytes = Buffer.from(text.replaceAll('.', '+'), 'base64');
  return encodeBase64(bytes, form) === text ? bytes : undefined;
}

export function encodeBase64(bytes: Buffer, { last, isPadded }: Base64Form): string {
  const padded = bytes.toString('base64');
  const text = isPadded ? padded : padded.replace(/=+$/, '');
  return last === './' ? text.replaceAll('+', '.') : text;
}
