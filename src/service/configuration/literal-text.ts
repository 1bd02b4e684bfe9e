/** Programs that keep the quotation marks of an env file: Docker's `--env-file`, and others. */
const QUOTED = /^(["'`]).*\1$/s;

/** `$NAME`, `${NAME}`, `$(command)`, a command in backticks, or a template such as `{{ name }}`. */
const REFERENCE = /^(?:\$[A-Za-z_]\w*|\$\{.*\}|\$\(.*\)|\{\{.*\}\})$/s;

const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Finds text that is probably not part of the value, such as quotation marks.
 *
 * @returns the problem, phrased as the end of a sentence; undefined when there is none
 */
export function strayText(text: string): string | undefined {
  if (text.trim() !== text) return 'begins or ends with white space. Remove it';
  if (/[\r\n]/.test(text)) return 'contains a line break. Write it on one line';
  if (CONTROL.test(text)) return 'contains a control character. Remove it';
  if (QUOTED.test(text)) return 'is in quotation marks, which are part of the value. Remove them';
  if (REFERENCE.test(text))
    return 'refers to a variable or a command, which is not expanded. Write the value itself';
  return undefined;
}
