/** Separators of words, UUIDs and PEM texts. They add almost no entropy. */
const SEPARATOR = /^[\s\-_.,:/]$/;

export const SEPARATOR_BITS = 1;

export const isSeparator = (character = ''): boolean => SEPARATOR.test(character);

const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/[0-9]/, 10],
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[^0-9a-zA-Z]/, 33],
];

/** Checks whether a text consists of hexadecimal digits and separators. */
export const isHex = (text: string): boolean => /^[0-9a-f\s\-:]*$/i.test(text);

/**
 * Returns the bits of one character of the alphabet that a text seems to use. Few distinct
 * characters are evidence of a smaller alphabet than their classes have.
 */
export function alphabetBits(text: string): number {
  const characters = text.split('').filter((character) => !isSeparator(character));
  const present = CLASSES.filter(([members]) => characters.some((one) => members.test(one)));
  const size = present.reduce((sum, [, count]) => sum + count, 0);
  const known = isHex(text) ? Math.min(size, 16) : size;
  return Math.log2(Math.max(1, Math.min(known, 1.5 * new Set(characters).size)));
}
