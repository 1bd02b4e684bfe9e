/** The same requests in every run; `FUZZ_SEED` sends others. It is printed with what fails. */
export const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_122);
