/** A parsed value, or a problem with its remedy, phrased as the end of a sentence. */
export type Parsed<T> = { value: T } | { problem: string };
