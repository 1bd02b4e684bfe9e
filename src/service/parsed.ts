/** The meaning of a text, or what is wrong with it and what to write: the end of a sentence. */
export type Parsed<T> = { value: T } | { problem: string };
