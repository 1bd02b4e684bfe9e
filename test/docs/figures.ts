/** The text below one heading, up to the next heading. */
export interface Section {
  heading: string;
  text: string;
}

/**
 * @returns the sections of a Markdown document. A line with # in a code block counts as a heading.
 */
export function sectionsOf(markdown: string): Section[] {
  const parts = markdown.split(/^(?=#{1,6} )/m);
  return parts.map((text) => ({ heading: /^#+ (.*)$/m.exec(text)?.[1] ?? '', text }));
}

/** A cell that starts with a number: `1,093`, `0.87 (0.33 to 2.06)`, `99.8 %`. */
const FIGURE = /^\**\d[\d,.]*(?![\w.])/;

/** Checks whether the section has a table in which every second row has a figure. */
export const hasFigures = ({ text }: Section): boolean =>
  tablesIn(text).some((rows) => 2 * rows.filter(hasFigure).length >= rows.length);

/** Ignores the first cell, which names the row. */
const hasFigure = (row: string): boolean =>
  row
    .split(/(?<!\\)\|/)
    .slice(2, -1)
    .some((cell) => FIGURE.test(cell.trim()));

/** @returns the rows of each table, without its head */
const tablesIn = (text: string): string[][] =>
  [...text.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => table.trimEnd().split('\n').slice(2));

export interface Measurement {
  date: string;
  commit: string;
  commands: string[];
}

const MEASURED = /\bMeasured (\d{4}-\d\d-\d\d) at commit ([\da-f]{7,40}) with (`.+`)\.$/gm;

/**
 * @returns the measurements of the lines `Measured DATE at commit HASH with COMMANDS.` in a text
 */
export const measurementsIn = (text: string): Measurement[] =>
  [...text.matchAll(MEASURED)].map(([, date = '', commit = '', commands = '']) => ({
    date,
    commit,
    commands: [...commands.matchAll(/`([^`]+)`/g)].map(([, command = '']) => command),
  }));
