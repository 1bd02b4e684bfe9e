import type { HttpRequest } from './contract-case.js';

export const OBTAIN = '/api/token/';
export const REFRESH = '/api/token/refresh/';
export const VERIFY = '/api/token/verify/';
export const BLACKLIST = '/api/token/blacklist/';
export const CHECK = '/api/token/check/';
export const REVOKE = '/api/token/revoke/';
export const ME = '/api/me/';
export const PASSWORD = '/api/me/password/';
export const SESSIONS = '/api/sessions/';

export type Headers = NonNullable<HttpRequest['headers']>;

export const ALICE_CREDENTIALS = { username: 'alice', password: 'alice-pass-123' };

/** Sends a body as JSON. */
export const post = (path: string, body: unknown, headers: Headers = {}): HttpRequest =>
  send('POST', path, JSON.stringify(body), { 'Content-Type': 'application/json', ...headers });

/** Sends a body unchanged. @param type the content type, JSON by default */
export const postRaw = (
  path: string,
  body: string | Buffer,
  type = 'application/json',
): HttpRequest => send('POST', path, body, { 'Content-Type': type });

export const send = (
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Headers = {},
): HttpRequest => ({ method, path, headers, ...(body !== undefined && { body }) });

export const logIn = (username: unknown, password: unknown): HttpRequest =>
  post(OBTAIN, { username, password });

export const refresh = (token: unknown, headers: Headers = {}): HttpRequest =>
  post(REFRESH, { refresh: token }, headers);

export const verify = (token: unknown): HttpRequest => post(VERIFY, { token });

export const blacklist = (token: unknown): HttpRequest => post(BLACKLIST, { refresh: token });

/** @param authorization the value of the header. Several values are sent as several headers. */
export const me = (authorization?: string | string[], method = 'GET'): HttpRequest =>
  send(method, ME, undefined, authorization === undefined ? {} : { Authorization: authorization });

/** The header of an access token. */
export const bearer = (token: string): Headers => ({ Authorization: `Bearer ${token}` });

/** Sends a request with an access token. */
export const authorized = (method: string, path: string, token: string): HttpRequest =>
  send(method, path, undefined, bearer(token));

export const withKey = (key: string): Headers => ({ 'Idempotency-Key': key });
