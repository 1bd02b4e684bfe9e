import { recordRepeatedFields } from '../../auth/http/body/repeated-fields.js';

/**
 * Parses `application/x-www-form-urlencoded`. If a field is repeated, the last value counts, as in
 * Django. OAuth endpoints reject it: `repeatedFieldsOf`.
 *
 * @param decode converts the bytes of a name or value to text
 * @throws the errors of `decode`
 */
export function parseForm(body: Buffer, decode: (bytes: Buffer) => string): object {
  const pairs = body.toString('latin1').split('&').filter(Boolean);
  const text = (part: string): string => decode(unescape(part));
  const entries = pairs.map(partsOf).map(([name, value]) => [text(name), text(value)] as const);
  const form = Object.fromEntries(entries);
  recordRepeatedFields(form, repeatedIn(entries.map(([name]) => name)));
  return form;
}

/** @returns the names that occur more than once */
function repeatedIn(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.size === seen.add(name).size));
}

/** @returns the name and the value, which is empty when there is no `=` */
function partsOf(pair: string): [string, string] {
  const end = pair.indexOf('=');
  return end === -1 ? [pair, ''] : [pair.slice(0, end), pair.slice(end + 1)];
}

/** @param part one character for each byte. A `%` without an escape is kept. */
function unescape(part: string): Buffer {
  const bytes = part
    .replaceAll('+', ' ')
    .replaceAll(/%([\dA-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
