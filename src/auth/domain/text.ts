/** Checks whether a database can store a text unchanged: without U+0000 and lone surrogates. */
export const isStorable = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text);

/** Replaces each character that a database cannot store with U+FFFD. */
export const toStorable = (text: string): string => text.replace(/\0|\p{Surrogate}/gu, '\ufffd');

/** Checks whether UTF-8 can encode a text: without lone surrogates. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/**
 * Checks whether no decoder has damaged a text: it has no lone surrogate, which becomes U+FFFD in
 * UTF-8, and no U+FFFD, which decoders write for bytes that they cannot decode. Different passwords
 * would become equal.
 */
export const isIntact = (text: string): boolean => !/\ufffd|\p{Surrogate}/u.test(text);

/** Returns at most `maxLength` UTF-16 units of a text, without half of a surrogate pair. */
export const shorten = (text: string, maxLength: number): string =>
  text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');
