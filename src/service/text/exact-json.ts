/**
 * Parses JSON (RFC 8259). Numbers in an object become strings of their source text, because
 * JSON.parse rounds `9007199254740993` and reads `1.0` as `1`.
 *
 * @throws {SyntaxError} as JSON.parse does
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return hasNumber(value) ? JSON.parse(quoteNumbers(text)) : value;
}

/** Checks only direct members, because fields with nested values are always rejected. */
const hasNumber = (value: unknown): boolean =>
  isObject(value) && Object.values(value).some((member) => typeof member === 'number');

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An escape, a quotation mark or a number. No alternative matches a whole string, because the stack of
 * the expression would grow with the length of the string.
 */
const TOKEN = /\\.|"|-?\d[\d.eE+-]*/g;

/** @param text valid JSON with at least one number in its object */
function quoteNumbers(text: string): string {
  let isInString = false;
  return text.replace(TOKEN, (token) => {
    if (token === '"') isInString = !isInString;
    return isInString || token === '"' ? token : `"${token}"`;
  });
}
