/** Checks whether a database can store a text unchanged: without U+0000 and lone surrogates. */
export const isStorable = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text);
