import { escapeInvisible, INVISIBLE } from '../../service/logging/invisible-characters.js';
import type { CommandIo, CommandOutput } from './command-io.js';

/** The option that every command has. */
export interface JsonOption {
  json?: true;
}

/** Prints the result of a command to standard output, as JSON or as text. */
export function print(
  { stdout }: CommandIo,
  asJson: JsonOption['json'],
  value: object,
  inWords: () => string,
): void {
  stdout.write(`${asJson ? toJson(value) : inWords()}\n`);
}

/** Returns an object or a text as JSON on one line, with invisible characters escaped. */
export const toJson = (value: object | string): string => escapeInvisible(JSON.stringify(value));

/**
 * Writes text and waits until it is written.
 *
 * @returns false when the reader has closed the output
 */
export const write = (output: CommandOutput, text: string): Promise<boolean> =>
  new Promise((resolve) => output.write(text, (error) => resolve(!error)));

export type Row = readonly string[];

/** Formats rows as a table with a heading. */
export function table(names: Row, rows: readonly Row[]): string {
  return aligned([names, ...rows], widthsOf([names, ...rows]));
}

/** @returns the width of the longest cell of each column */
export const widthsOf = (rows: readonly Row[]): number[] =>
  (rows[0] ?? []).map((_, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );

/**
 * Formats rows as columns of the given widths. Cells may contain client input, so control characters
 * are shown as `?`.
 */
export function aligned(rows: readonly Row[], widths: readonly number[]): string {
  const pad = (row: Row) =>
    row
      .map((cell, column) => harmless(cell).padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map(pad).join('\n');
}

const harmless = (text: string): string => text.replaceAll(INVISIBLE, '?');
