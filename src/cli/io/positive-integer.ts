import { InvalidArgumentError } from 'commander';

/** Parses an argument that is a number of rows. @throws {InvalidArgumentError} */
export function positiveInteger(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give an integer from 1 to 999999999.');
}
