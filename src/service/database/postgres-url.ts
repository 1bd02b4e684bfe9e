import type { Parsed } from '../parsed.js';

/**
 * A `/`, `?` or `#` in a password ends the host too early if it is not escaped, and the rest of the
 * password would be shown as a part of the URL: an `@` after the host, or a fragment, is refused.
 * The parts of the driver read white space, and a `%` that escapes nothing, differently.
 */
const POSTGRES_URL = /^postgres(ql)?:\/\/(?=.)(?!.*(?:\s|%(?![\dA-Fa-f]{2})))[^/?#]*[^@#]*$/;

/** `${NAME}`, `$(command)`, a template, or `$NAME` as a whole part. */
const REFERENCE = /\$[{(]|\{\{|[:/@=]\$[A-Z_]{2,}(?=[:/@?&]|$)/;

const SSL_MODES = ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full'];

const anything = (): boolean => true;
const among = (...texts: string[]) => texts.includes.bind(texts);

/** The parameters that the driver honours. It ignores every other one without an error. */
const PARAMETERS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['host', (text) => text !== '' && !text.includes(',')],
  ['port', (text) => /^\d{1,5}$/.test(text)],
  ['user', anything],
  ['password', anything],
  ['sslmode', among(...SSL_MODES)],
  ['ssl', among('true', '1', '0')],
  ['sslrootcert', (text) => text !== '' && text !== 'system'],
  ['sslcert', (text) => text !== ''],
  ['sslkey', (text) => text !== ''],
  ['sslnegotiation', among('postgres', 'direct')],
  ['uselibpqcompat', among('true')],
  ['application_name', anything],
  ['fallback_application_name', anything],
  ['options', anything],
]);

const PARAMETERS_RULE =
  'has a parameter that is unknown, repeated or has an unknown value, and would have no effect. ' +
  `Supported are ${[...PARAMETERS.keys()].join(', ')}; sslmode is ${SSL_MODES.join(', ')}`;

/** libpq tries several hosts in turn; this driver takes the whole list as one host name. */
const ONE_HOST = 'has several hosts. Write one; a proxy such as HAProxy or PgBouncer can fail over';

const UNREPLACED =
  'refers to a variable or a command, which is not expanded. Write the value itself, with %24 ' +
  'for a $ and %7B for a { in the password';

/** @returns the URL as it is; no problem repeats a part of it; undefined when it is none */
export function parsePostgresUrl(text: string): Parsed<string> | undefined {
  if (!/^postgres(ql)?:/.test(text)) return undefined;
  if (REFERENCE.test(text)) return { problem: UNREPLACED };
  if (!POSTGRES_URL.test(text)) return undefined;
  if (text.split('/')[2]?.includes(',') === true) return { problem: ONE_HOST };
  if (!URL.canParse(text) || !isDecodable(text)) return undefined;
  return hasKnownParameters(text) ? { value: text } : { problem: PARAMETERS_RULE };
}

/** Checks whether the bytes that `%XX` stands for are UTF-8. */
function isDecodable(url: string): boolean {
  try {
    return decodeURIComponent(url) !== undefined;
  } catch {
    return false;
  }
}

function hasKnownParameters(url: string): boolean {
  const { searchParams, search } = new URL(url);
  const entries = [...searchParams];
  const isKnown = ([name, text]: [string, string]) =>
    PARAMETERS.get(name)?.(text) === true && searchParams.getAll(name).length === 1;
  // Elsewhere the mode is looked for in the text of the URL.
  const isPlain = !entries.some(([name]) => name.startsWith('ssl')) || !/%|\+/.test(search);
  return entries.every(isKnown) && isPlain;
}
