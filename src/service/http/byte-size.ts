export const BODY_LIMIT_RULE = 'needs a whole number and a unit (KiB or MiB), from 1KiB to 16MiB';

const MAX_BYTES = 16 * 1024 ** 2;

/** @returns bytes; null when the text is not a size, is 0, or is too large */
export function parseByteSize(text: string): number | null {
  const [, amount = '', unit = ''] = /^(\d{1,5})(KiB|MiB)$/.exec(text) ?? [];
  const bytes = Number(amount) * (unit === 'MiB' ? 1024 ** 2 : 1024);
  return bytes > 0 && bytes <= MAX_BYTES ? bytes : null;
}
