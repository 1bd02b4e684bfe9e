import type { Parsed } from '../configuration/parsed.js';

/**
 * An unescaped `/`, `?` or `#` in a password ends the host part, and the rest of the password would be
 * shown as a part of the URL. So an `@` after the host, or a fragment, is rejected. White space and
 * a `%` without an escape are rejected because parts of the driver read them differently.
 */
const POSTGRES_URL = /^postgres(ql)?:\/\/(?=.)(?!.*(?:\s|%(?![\dA-Fa-f]{2})))[^/?#]*[^@#]*$/;

/** `${NAME}`, `$(command)`, a template, or `$NAME` as a whole part. */
const REFERENCE = /\$[{(]|\{\{|[:/@=]\$[A-Z_]{2,}(?=[:/@?&]|$)/;

const SSL_MODES = ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full'];

const anyText = (): boolean => true;
const oneOf = (...texts: string[]) => texts.includes.bind(texts);

/** The parameters that the driver supports. It ignores all others without an error. */
const PARAMETERS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['host', (text) => text !== '' && !text.includes(',')],
  ['port', (text) => /^\d{1,5}$/.test(text)],
  ['user', anyText],
  ['password', anyText],
  ['sslmode', oneOf(...SSL_MODES)],
  ['ssl', oneOf('true', '1', '0')],
  ['sslrootcert', (text) => text !== '' && text !== 'system'],
  ['sslcert', (text) => text !== ''],
  ['sslkey', (text) => text !== ''],
  ['sslnegotiation', oneOf('postgres', 'direct')],
  ['uselibpqcompat', oneOf('true')],
  ['application_name', anyText],
  ['fallback_application_name', anyText],
  ['options', anyText],
]);

const PARAMETERS_RULE =
  'has a parameter that is unknown, repeated or has an unknown value, and would have no effect. ' +
  `Supported are ${[...PARAMETERS.keys()].join(', ')}; sslmode is ${SSL_MODES.join(', ')}`;

/** libpq tries several hosts in turn. This driver reads the whole list as one host name. */
const ONE_HOST = 'has several hosts. Write one; a proxy such as HAProxy or PgBouncer can fail over';

const UNEXPANDED =
  'refers to a variable or a command, which is not expanded. Write the value itself, with %24 ' +
  'for a $ and %7B for a { in the password';

/** @returns the URL, or a problem that contains no part of it; undefined for any other text */
export function parsePostgresUrl(text: string): Parsed<string> | undefined {
  if (!/^postgres(ql)?:/.test(text)) return undefined;
  if (REFERENCE.test(text)) return { problem: UNEXPANDED };
  if (!POSTGRES_URL.test(text)) return undefined;
  if (text.split('/')[2]?.includes(',') === true) return { problem: ONE_HOST };
  if (!URL.canParse(text) || !isDecodable(text)) return undefined;
  return hasKnownParameters(text) ? { value: text } : { problem: PARAMETERS_RULE };
}

/** Checks whether the escaped bytes are UTF-8. */
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
  // withCheckedCertificate searches the text of the URL for the mode.
  const isPlain = !entries.some(([name]) => name.startsWith('ssl')) || !/%|\+/.test(search);
  return entries.every(isKnown) && isPlain;
}
