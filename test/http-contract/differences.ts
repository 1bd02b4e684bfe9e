/** Every difference from SimpleJWT that is meant. Why: docs/http-contract.md. */
export const DIFFERENCES = {
  'session needed': 'only the current token of a session that lives is good',
  'reuse ends the session': 'a consumed refresh token that comes back ends its session',
  'retry with a key': 'an `Idempotency-Key` gets the same pair again, serves one token, has a form',
  'logout is logout': 'any refresh token of a session ends it, and its access tokens with it',
  'inactive users': 'the tokens of a user who is inactive or gone are over',
  'subject claims': 'a user id is a text, and only the very same text',
  'session claims': '`sub` and `sid` in both tokens, `gen` in the refresh token',
  'carried claims': 'what a refresh token says beside is passed on, `iat` is not',
  'strict tokens': 'one spelling in base64url, no `crit`, no `kid` but a text',
  'never a 500': 'a 400 or 401 where SimpleJWT fails',
  'damaged text': 'a text with U+FFFD, which replaces lost bytes, is rejected',
  'exact passwords': 'the white space at the edges of a password is part of it',
  'any case of Bearer': '`bearer` is `Bearer`',
  'slash optional': 'a path is served without the slash at its end as well',
  'unknown paths': 'the 404 is JSON',
  'media types': 'a form is taken beside JSON',
  'always JSON': 'whatever `Accept` and `?format=` ask for',
  OPTIONS: '`Allow` and no body, for everybody',
  'body limit': 'a body longer than the limit is refused',
  'other servers': 'broken and oversized requests, and a second `Authorization`',
  caching: '`Cache-Control: no-store` beside what SimpleJWT says',
  challenge: '`error="invalid_token"` beside what SimpleJWT says',
} as const;

export type Difference = keyof typeof DIFFERENCES;
