/** The seed of the generators, from `FUZZ_SEED`. It is printed with a failure. */
export const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
