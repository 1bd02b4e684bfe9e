import type { WireRequest } from './contract-case.js';

export const OBTAIN = '/api/token/';
export const REFRESH = '/api/token/refresh/';
export const VERIFY = '/api/token/verify/';
export const BLACKLIST = '/api/token/blacklist/';
export const ME = '/api/me/';

export type Headers = NonNullable<WireRequest['headers']>;

export const ALICE_CREDENTIALS = { username: 'alice', password: 'alice-pass-123' };

/** A body as JSON. */
export const post = (path: string, body: unknown, headers: Headers = {}): WireRequest =>
  send('POST', path, JSON.stringify(body), { 'Content-Type': 'application/json', ...headers });

/** A body as it is, of type JSON unless said otherwise. */
export const postRaw = (
  path: string,
  body: string | Buffer,
  type = 'application/json',
): WireRequest => send('POST', path, body, { 'Content-Type': type });

export const send = (
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Headers = {},
): WireRequest => ({ method, path, headers, ...(body !== undefined && { body }) });

export const session = (username: unknown, password: unknown): WireRequest =>
  post(OBTAIN, { username, password });

export const refresh = (token: unknown, headers: Headers = {}): WireRequest =>
  post(REFRESH, { refresh: token }, headers);

export const verify = (token: unknown): WireRequest => post(VERIFY, { token });

export const blacklist = (token: unknown): WireRequest => post(BLACKLIST, { refresh: token });

/** @param authorization the header as it is sent; several values are several headers */
export const me = (authorization?: string | string[], method = 'GET'): WireRequest =>
  send(method, ME, undefined, authorization === undefined ? {} : { Authorization: authorization });

export const withKey = (key: string): Headers => ({ 'Idempotency-Key': key });
