/**
 * Checks whether no decoder has damaged a text: it has no lone surrogate, which becomes U+FFFD in
 * UTF-8, and no U+FFFD, which decoders write for bytes that they cannot decode. Different passwords
 * would become equal.
 */
export const isIntact = (text: string): boolean => !/\ufffd|\p{Surrogate}/u.test(text);
