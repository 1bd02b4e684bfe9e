import type { ContractResponse } from './contract-case.js';

/** Returns a response with a body of compact JSON. */
const response = (status: number, body: unknown): ContractResponse => ({
  status,
  body: JSON.stringify(body),
});

export const REALM = 'Bearer realm="api"';
const REFUSED = `${REALM}, error="invalid_token"`;

// Successful responses. `normalize` replaces every token with JWT.
export const PAIR = response(200, { refresh: 'JWT', access: 'JWT' });
export const REFRESHED = response(200, { access: 'JWT', refresh: 'JWT' });
export const DONE = response(200, {});
export const ALICE = response(200, { id: '1', username: 'alice' });
export const EMPTY: ContractResponse = { status: 200, body: '' };

export const NO_CONTENT: ContractResponse = { status: 204, body: '' };

// Errors of the token endpoints.
const tokenRefused = (detail: string): ContractResponse =>
  response(401, { detail, code: 'token_not_valid' });
export const INVALID = tokenRefused('Token is invalid or expired');
export const BLACKLISTED = tokenRefused('Token is blacklisted');
export const NO_EXP = tokenRefused("Token has no 'exp' claim");
export const NO_ID = tokenRefused('Token has no id');
export const NO_TYPE = tokenRefused('Token has no type');
export const WRONG_TYPE = tokenRefused('Token has wrong type');
export const NO_ACCOUNT = response(401, {
  detail: 'No active account found with the given credentials',
});
export const NO_TOKEN_ACCOUNT = response(401, {
  detail: 'No active account found for the given token.',
});
export const VERIFIED_BLACKLISTED = response(400, { non_field_errors: ['Token is blacklisted'] });

// Errors of a protected route.
export const NO_CREDENTIALS = response(401, {
  detail: 'Authentication credentials were not provided.',
});
export const BAD_HEADER = response(401, {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
});

/** Wraps the error of a token endpoint as that of a protected route. */
export function bearer(refusal: ContractResponse): ContractResponse {
  const { detail: message } = JSON.parse(refusal.body) as { detail: string };
  const messages = [{ token_class: 'AccessToken', token_type: 'access', message }];
  const detail = 'Given token not valid for any token type';
  return { ...response(401, { detail, code: 'token_not_valid', messages }), challenge: REFUSED };
}

const userRefused = (detail: string, code: string): ContractResponse => ({
  ...response(401, { detail, code }),
  challenge: REFUSED,
});
export const UNIDENTIFIED = userRefused(
  'Token contained no recognizable user identification',
  'token_not_valid',
);
export const USER_NOT_FOUND = userRefused('User not found', 'user_not_found');
export const USER_INACTIVE = userRefused('User is inactive', 'user_inactive');

// Errors of the OAuth endpoints (RFC 6749 §5.2).
const oauthRequest = (description: string): ContractResponse =>
  response(400, { error: 'invalid_request', error_description: description });
export const NO_TOKEN_PARAMETER = oauthRequest('The parameter token is missing.');
export const repeated = (name: string): ContractResponse =>
  oauthRequest(`The parameter ${name} must be one string, and must not be repeated.`);
export const NO_PARAMETERS = oauthRequest('The body must be a form or a JSON object.');

// Errors before a token is checked.
export const fields = (errors: Record<string, string>): ContractResponse =>
  response(400, Object.fromEntries(Object.entries(errors).map(([name, text]) => [name, [text]])));
export const notObject = (type: string): ContractResponse =>
  fields({ non_field_errors: `Invalid data. Expected a dictionary, but got ${type}.` });
export const NO_DATA = fields({ non_field_errors: 'No data provided' });
export const NOT_JSON = response(400, { detail: 'JSON parse error - …' });
export const NO_FORM = response(400, {
  detail: 'Form parse error - the body is not valid text in its encoding',
});
export const BAD_KEY = response(400, {
  detail: 'Idempotency-Key must be 16 to 255 visible ASCII characters.',
  code: 'idempotency_key_invalid',
});
export const KEY_REUSED = response(422, {
  detail: 'Idempotency-Key was already used for another token.',
  code: 'idempotency_key_reused',
});
export const INVALID_CURSOR = response(404, { detail: 'Invalid cursor' });
export const INVALID_PAGE_SIZE = fields({ page_size: 'Must be an integer from 1 to 100.' });
export const INVALID_ALL = fields({ all: 'Must be true or false.' });
export const NOT_FOUND = response(404, { detail: 'Not found.' });
export const TOO_LARGE = response(413, { detail: 'Request body is too large' });
const unread = (status: number, detail: string): ContractResponse => ({
  ...response(status, { detail }),
  unread: true,
});
export const MALFORMED = unread(400, 'Malformed request.');
export const HEADERS_TOO_LARGE = unread(431, 'Request headers are too large.');
export const notAllowed = (method: string): ContractResponse =>
  response(405, { detail: `Method "${method}" not allowed.` });
export const unsupported = (type: string): ContractResponse =>
  response(415, { detail: `Unsupported media type "${type}" in request.` });
/** The view of a page that {@link pageView} returns. */
export const page = (view: object): ContractResponse => response(200, view);

/** Returns the response to HEAD: that of GET without its body. */
export const withoutBody = (of: ContractResponse): ContractResponse => ({ ...of, body: '' });
