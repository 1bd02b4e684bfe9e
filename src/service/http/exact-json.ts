/**
 * Parses JSON (RFC 8259). Numbers inside an object become strings of their source text: JSON.parse
 * alone rounds `9007199254740993` and makes `1` of `1.0`.
 *
 * @throws {SyntaxError} as JSON.parse does
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return hasNumber(value) ? JSON.parse(quoteNumbers(text)) : value;
}

/** Only members of the object itself are fields. Nested values are rejected in any form. */
const hasNumber = (value: unknown): boolean =>
  isObject(value) && Object.values(value).some((member) => typeof member === 'number');

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An escape, a quotation mark or a number. No alternative spans a string: the expression would need
 * a stack as large as the longest string.
 */
const TOKEN = /\\.|"|-?\d[\d.eE+-]*/g;

/** @param text valid JSON, so that a number outside a string is a number */
function quoteNumbers(text: string): string {
  let isInString = false;
  return text.replace(TOKEN, (token) => {
    if (token === '"') isInString = !isInString;
    return isInString || token === '"' ? token : `"${token}"`;
  });
}
