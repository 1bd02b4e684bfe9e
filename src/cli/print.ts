/** Answers a command on standard output: JSON for machines, words for people. */
export function print(asJson: true | undefined, value: object, inWords: () => string): void {
  process.stdout.write(`${asJson ? JSON.stringify(value) : inWords()}\n`);
}

/** Rows as columns of even width, under their names. */
export function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [names, ...rows];
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
