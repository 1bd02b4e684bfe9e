/** The seed of a run without the variable `SEED`. */
export const DEFAULT_SEED = 20_261_122;

/** The seed of this run. It is printed with the results, or with a failure. */
export const seed = Number(process.env['SEED'] ?? DEFAULT_SEED);
