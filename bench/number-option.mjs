/**
 * Reads an option of the command line, such as `--rows 1000`.
 *
 * @param {string} name with its hyphens
 * @param {number} usual if it is not given
 * @param {readonly string[]} args
 * @throws if it is given without a number above 0
 */
export function numberOption(name, usual, args = process.argv) {
  const index = args.indexOf(name);
  if (index < 0) return usual;
  const value = Number(args[index + 1]);
  if (value > 0) return value;
  throw new Error(`Write a number above 0 after ${name}.`);
}
