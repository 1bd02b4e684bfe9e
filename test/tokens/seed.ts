/** The same alterations in every run; `TOKENS_SEED` makes others. It is printed with what fails. */
export const seed = Number(process.env['TOKENS_SEED'] ?? 20_261_122);
