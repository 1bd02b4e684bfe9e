import { shorten } from '../domain/text.js';

const MAX_LENGTH = 60;

/** Characters that are not printable ASCII, or that a careless page would read as HTML. */
const UNSAFE = /[^\x20-\x7e]|[<>&"']/g;

/** The parts of the parser's result that are used. */
interface Agent {
  browser: { name?: string };
  os: { name?: string };
  platform: { type?: string; model?: string };
}

/**
 * Describes the program and the device of a client in words, such as `Chrome on Windows` or
 * `Safari on iPhone`. Anyone can send any `User-Agent`, so the words prove nothing.
 *
 * @param userAgent the `User-Agent` header
 * @returns null without a header or for a blank one; the first product of an unknown one, such as `curl`
 */
export async function describeDevice(userAgent: string | null): Promise<string | null> {
  const text = userAgent?.trim() ?? '';
  if (text === '') return null;
  const words = inWords(await parse(text)) ?? firstProduct(text);
  return shorten(words.replace(UNSAFE, '?'), MAX_LENGTH);
}

/** The parser is loaded when the first device is described: few requests need it. */
async function parse(userAgent: string): Promise<Agent> {
  const { default: Bowser } = await import('bowser');
  return Bowser.parse(userAgent);
}

/** @returns undefined if the parser does not recognize the program on a device */
function inWords({ browser, os, platform }: Agent): string | undefined {
  const { name } = browser;
  const device = platform.model ?? os.name;
  if (!name) return undefined;
  return device === undefined ? undefined : `${name} on ${device}`;
}

/** @returns the name of the first product (RFC 9110 §10.1.5), or a text that has none */
const firstProduct = (userAgent: string): string =>
  /^([^\s/()]+)\//.exec(userAgent)?.[1] ?? userAgent;
