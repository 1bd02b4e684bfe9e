import fc from 'fast-check';
import { token } from './tokens.js';

export type Header = readonly [name: string, value: string];

/** Headers of framing and routing, which well-formed requests set correctly. */
const FRAMING = /^(content-length|transfer-encoding|connection|upgrade|expect|trailer|te|host)$/i;

/** Characters that a field value may not contain (RFC 9110 §5.5). */
const VALUE_CHARACTERS = /[^\t\x20-\x7e\x80-\xff]/g;

const character = fc
  .oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff }))
  .map((code) => String.fromCharCode(code));
const anyValue = fc.string({ unit: character, maxLength: 60 });

const authorization = fc.oneof(
  { weight: 6, arbitrary: token.map((text) => `Bearer ${text}`) },
  fc
    .tuple(
      fc.constantFrom('bearer ', 'BEARER\t', 'Bearer  ', 'Bearer', 'Token ', 'JWT ', 'Bearer, '),
      token,
    )
    .map(([scheme, text]) => scheme + text),
  fc.tuple(token, token).map((both) => `Bearer ${both.join(' ')}`),
  fc.constantFrom('', ' ', 'Basic YWxpY2U6eA==', 'Bearer ', 'B\xe9arer x', 'Bearer \xff\xfe'),
  anyValue,
);

const idempotencyKey = fc.oneof(
  fc.constantFrom(
    '0123456789abcdef',
    'short',
    'x'.repeat(255),
    'x'.repeat(256),
    '',
    'with a blank in it',
  ),
  anyValue,
);

const forwardedFor = fc.oneof(
  fc.constantFrom('203.0.113.9', '::1', '1.2.3.4, 5.6.7.8', ',,,', '999.1.1.1', '[::1]:80', 'x y'),
  fc.integer({ min: 1, max: 400 }).map((length) => 'f'.repeat(length)),
  anyValue,
);

const origin = fc.oneof(
  fc.constantFrom('https://app.example', 'null', 'https://evil.example', 'https://app.example:443'),
  anyValue,
);

const name = fc.constantFrom(
  ...['X-Requested-With', 'X-HTTP-Method-Override', 'Accept', 'Cookie', 'Referer', 'Range'],
  ...['If-None-Match', 'Forwarded', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'Accept-Encoding'],
  ...['Accept-Version', 'Content-Language', 'Date', 'Via', 'Max-Forwards', 'X-Access-Token'],
  ...['__proto__', 'constructor', 'toString', 'x', 'User-Agent', 'Request-Id', 'Traceparent'],
);

const named = (title: string, value: fc.Arbitrary<string>): fc.Arbitrary<Header> =>
  value.map((text) => [title, text.replace(VALUE_CHARACTERS, '?')] as const);

const contentEncoding = fc.constantFrom('gzip', 'identity', 'deflate, br', 'bogus', '');

const header: fc.Arbitrary<Header> = fc.oneof(
  { weight: 6, arbitrary: named('Authorization', authorization) },
  { weight: 2, arbitrary: named('Idempotency-Key', idempotencyKey) },
  { weight: 2, arbitrary: named('X-Forwarded-For', forwardedFor) },
  { weight: 2, arbitrary: named('Origin', origin) },
  { weight: 1, arbitrary: named('Access-Control-Request-Method', fc.constantFrom('POST', 'x y')) },
  { weight: 1, arbitrary: named('Access-Control-Request-Headers', anyValue) },
  { weight: 1, arbitrary: named('Content-Encoding', contentEncoding) },
  { weight: 2, arbitrary: fc.tuple(name, anyValue) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/), anyValue)
      .filter(([title]) => !FRAMING.test(title)),
  },
);

/** Generates the headers of a request without its framing, some of them twice. */
export const headers: fc.Arbitrary<Header[]> = fc
  .array(header, { maxLength: 5, size: 'max' })
  .chain((list) => fc.constantFrom(list, list, list, [...list, ...list.slice(0, 1)]));
