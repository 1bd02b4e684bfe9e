/** Answers a command on standard output: JSON for machines, words for people. */
export function print(asJson: true | undefined, value: object, inWords: () => string): void {
  process.stdout.write(`${asJson ? JSON.stringify(value) : inWords()}\n`);
}

/**
 * Rows as columns of even width, under their names. Some of what stands there was sent by
 * strangers: characters that command a terminal are shown as `?`.
 */
export function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [names, ...rows.map((row) => row.map(harmless))];
  const widths = names.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  const pad = (line: readonly string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return lines.map(pad).join('\n');
}

const harmless = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
