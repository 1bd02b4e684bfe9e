/** The intended differences from SimpleJWT. docs/http-contract.md explains them. */
export const DIFFERENCES = {
  'session needed': 'only the current token of an active session is valid',
  'reuse revokes the session': 'a consumed refresh token that comes back revokes its session',
  'retry with a key':
    'an `Idempotency-Key` returns the same pair again, belongs to one token, and has a format',
  'log-out revokes the session':
    'any refresh token of a session revokes it, with its access tokens',
  'inactive users': 'the tokens of an inactive or missing user are not valid',
  'subject claims': 'a user ID is a string, and must match exactly',
  'session claims': '`sub` and `sid` in both tokens, `gen` in the refresh token',
  'carried claims': 'other claims of a refresh token are copied, `iat` is not',
  'strict tokens': 'one spelling in base64url, no `crit`, a `kid` only as a string',
  'never a 500': 'a 400 or 401 where SimpleJWT fails',
  'damaged text': 'a text with U+FFFD, which replaces lost bytes, is rejected',
  'exact passwords': 'white space at both ends of a password is part of it',
  'normalized passwords': 'a password is the same in every Unicode normalization form',
  'any case of Bearer': '`bearer` is `Bearer`',
  'slash optional': 'a path also works without the slash at its end',
  'unknown paths': 'the 404 is JSON',
  'media types': 'a form is accepted like JSON',
  'always JSON': 'the response is JSON for any `Accept` and `?format=`',
  'gateway endpoint': 'SimpleJWT has no endpoint for gateways',
  'OAuth endpoints': 'SimpleJWT has no endpoints of RFC 7009 and RFC 7662',
  'session endpoints': 'SimpleJWT has no list of sessions',
  'password endpoint': 'SimpleJWT has no endpoint that changes a password',
  OPTIONS: '`Allow` and no body, without authentication',
  'body limit': 'a body beyond the limit is rejected',
  'other servers': 'malformed and oversized requests, and a second `Authorization`',
  caching: 'also `Cache-Control: no-store`',
  challenge: 'also `error="invalid_token"`',
} as const;

export type Difference = keyof typeof DIFFERENCES;
