/** Between words, and in UUIDs and PEM texts: it is hardly a choice. */
const SEPARATOR = /^[\s\-_.,:/]$/;

export const SEPARATOR_BITS = 1;

export const isSeparator = (character = ''): boolean => SEPARATOR.test(character);
