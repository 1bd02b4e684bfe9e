/** Separators of words, UUIDs and PEM texts. They add almost no entropy. */
const SEPARATOR = /^[\s\-_.,:/]$/;

export const SEPARATOR_BITS = 1;

export const isSeparator = (character = ''): boolean => SEPARATOR.test(character);
