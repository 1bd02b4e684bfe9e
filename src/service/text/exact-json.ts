/**
 * Parses JSON (RFC 8259). Numbers in an object become strings of their source text, because
 * JSON.parse rounds `9007199254740993` and reads `1.0` as `1`.
 *
 * @throws {SyntaxError} as JSON.parse does
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return isObject(value) && hasNumber(value) ? JSON.parse(quoteNumbers(text)) : value;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Not recursive, because the stack would grow with the depth of the value. */
function hasNumber(object: object): boolean {
  const values: unknown[] = [object];
  for (const value of values) {
    if (typeof value === 'number') return true;
    if (typeof value !== 'object' || value === null) continue;
    for (const member of Object.values(value)) values.push(member);
  }
  return false;
}

/**
 * An escape, a quotation mark or a number. No alternative matches a whole string, because the stack of
 * the expression would grow with the length of the string.
 */
const TOKEN = /\\.|"|-?\d[\d.eE+-]*/g;

/** @param text valid JSON with at least one number in an object */
function quoteNumbers(text: string): string {
  let isInString = false;
  return text.replace(TOKEN, (token) => {
    if (token === '"') isInString = !isInString;
    return isInString || token === '"' ? token : `"${token}"`;
  });
}
