import { RESPONSE_SCHEMAS } from './response-schemas.js';
import type { RawResponse } from './response-reader.js';
import { FILE_TYPE } from './endpoints.js';
import type { FuzzRequest } from './requests.js';
import { PASSWORD } from './world.js';

/** The headers that a response may have. An injected header is not among them. */
const HEADERS: Readonly<Record<string, RegExp>> = {
  'access-control-allow-credentials': /^true$/,
  'access-control-allow-headers':
    /^authorization, content-type, idempotency-key, x-requested-with(, [a-z0-9-]+)+$/,
  'access-control-allow-methods': /^GET, HEAD, POST, DELETE$/,
  'access-control-allow-origin': /^https:\/\/app\.example$/,
  'access-control-expose-headers': /^retry-after, www-authenticate$/,
  'access-control-max-age': /^600$/,
  allow: /^((POST|GET, HEAD|GET, HEAD, DELETE|DELETE), )?OPTIONS$/,
  'cache-control': /^no-(store|cache)$/,
  'content-security-policy': /^default-src 'none'; /,
  connection: /^(keep-alive|close)$/,
  'content-length': /^\d+$/,
  'content-type': FILE_TYPE,
  date: /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/,
  etag: /^"[\w-]{43}"$/,
  'keep-alive': /^timeout=72$/,
  location: /^docs\/$/,
  'referrer-policy': /^(same-origin|no-referrer)$/,
  vary: /^(Origin|Access-Control-Request-Headers|, )+$/i,
  'x-content-type-options': /^nosniff$/,
  'x-request-id': /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
  'x-frame-options': /^DENY$/,
  'www-authenticate': /^Bearer realm="api"(, error="invalid_token")?$/,
};

/** Stack frames, file names, SQL, error classes and HTML. */
const INTERNALS =
  /\bat .*:\d+|\.[cm]?[jt]s\b|node_modules|file:\/\/|\b(SELECT|INSERT|UPDATE|sqlite|postgres)\b|\w(Error|Exception)\b|<\/?\w+>/i;

/** Returns the rules that a response violates. @param request undefined: it is unknown */
export function violationsOf(response: RawResponse, request?: FuzzRequest): string[] {
  const broken = RULES.filter(([, isKept]) => !isKept(response, request));
  return broken.map(([rule]) => `${rule}: ${describe(response)}`);
}

type Rule = readonly [
  rule: string,
  isKept: (response: RawResponse, request?: FuzzRequest) => boolean,
];

const RULES: readonly Rule[] = [
  ['no response is a server error', ({ status }) => status >= 200 && status < 500],
  ['only known headers', ({ headers }) => headers.every(isKnown)],
  ['no duplicate headers', ({ headers }) => new Set(headers.map(([name]) => name)).size === headers.length], // prettier-ignore
  ['a challenge with 401, and only with 401', (response) => (response.status === 401) === has(response, 'www-authenticate')], // prettier-ignore
  ['allowed methods with 405', (response) => response.status !== 405 || has(response, 'allow')],
  ['a body has the type of JSON, and an empty one has none', hasRightType],
  ['the body is one that the status allows', hasRightBody],
  ['Content-Length is the length of the body', hasRightLength],
  ['no secrets', ({ body }) => !body.includes(PASSWORD)],
  ['no internals', hasNoInternals],
  ['responses with tokens are not cached', (response) => !/"access":/.test(response.body.toString()) || has(response, 'cache-control')], // prettier-ignore
  ['an unsupported media type is repeated as sent', repeatsType],
];

const isKnown = ([name, value]: readonly [string, string]): boolean =>
  Object.hasOwn(HEADERS, name) && HEADERS[name]!.test(value);

function has({ headers }: RawResponse, wanted: string): boolean {
  return headers.some(([name]) => name === wanted);
}

export const headerOf = ({ headers }: RawResponse, wanted: string): string | undefined =>
  headers.find(([name]) => name === wanted)?.[1];

/** The API description or a file of its page: only these have an ETag. */
const isFile = (response: RawResponse): boolean => has(response, 'etag');

/** A response to HEAD has the type of the body that GET returns. */
function hasRightType(response: RawResponse, request?: FuzzRequest): boolean {
  const type = headerOf(response, 'content-type');
  if (response.body.length === 0) return type === undefined || request?.method === 'HEAD';
  return type === 'application/json' || isFile(response);
}

/** Excludes repeated media types, and files, which document errors. */
function hasNoInternals(response: RawResponse): boolean {
  return response.status === 415 || isFile(response) || !INTERNALS.test(response.body.toString());
}

function hasRightBody(response: RawResponse, request?: FuzzRequest): boolean {
  const { status, body } = response;
  if (body.length === 0) return isEmptyByRight(status, request);
  if (isFile(response)) return true;
  const value = parsed(body);
  const form = RESPONSE_SCHEMAS[status];
  return value !== undefined && form !== undefined && form.safeParse(value).success;
}

/** HEAD, redirects and the response to OPTIONS have no body. */
const isEmptyByRight = (status: number, request: FuzzRequest | undefined): boolean =>
  request?.method === 'HEAD' ||
  [204, 304, 308].includes(status) ||
  (status === 200 && request?.method !== 'POST');

/** @returns the value, or undefined when the body is not compact JSON in UTF-8 */
function parsed(body: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function hasRightLength(response: RawResponse, request?: FuzzRequest): boolean {
  if (request?.method === 'HEAD' || [204, 304].includes(response.status)) return true;
  return headerOf(response, 'content-length') === String(response.body.length);
}

function repeatsType({ status, body }: RawResponse, request?: FuzzRequest): boolean {
  if (status !== 415 || request === undefined || request.method === 'HEAD') return true;
  const [, type = ''] =
    request.headers.find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  // Node removes white space around a header value.
  const named = type.replace(/^[ \t]+|[ \t]+$/g, '');
  return body.toString() === JSON.stringify({ detail: `Unsupported media type "${named}" in request.` }); // prettier-ignore
}

function describe({ status, headers, body }: RawResponse): string {
  const head = headers.map(([name, value]) => `${name}: ${value}`).join('\n');
  return `\n${status}\n${head}\n\n${body.toString('utf8', 0, 2_000)}`;
}
