import { describe, expect, it } from '@jest/globals';
import { parseCompactJws } from './compact-jws.js';

const encode = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64url');
const HEADER = { alg: 'HS256', typ: 'JWT' };
const CLAIMS = { sub: 'alice', exp: 1 };
/** 32 bytes: 43 characters, of which the last contains 4 bits. */
const SIGNATURE = encode(new Uint8Array(32).fill(0xff));

interface Parts {
  header?: unknown;
  payload?: unknown;
  signature?: string;
}

/** `header` and `payload` are encoded as JSON, unless they are bytes already. */
function tokenOf({ header = HEADER, payload = CLAIMS, signature = SIGNATURE }: Parts): string {
  const [head, body] = [header, payload].map((part) =>
    encode(part instanceof Uint8Array ? part : JSON.stringify(part)),
  );
  return `${head}.${body}.${signature}`;
}

const parse = (token: string) => parseCompactJws(token, ['HS256'])?.claims ?? null;
const raw = (text: string) => Buffer.from(text);
const TOKEN = tokenOf({});
const [HEAD = '', BODY = ''] = TOKEN.split('.');

describe('parseCompactJws', () => {
  it.each<[string, Parts]>([
    ['with the header of a Keyturn token', {}],
    ['without typ', { header: { alg: 'HS256' } }],
    ['with typ at+jwt (RFC 9068)', { header: { alg: 'HS256', typ: 'at+jwt' } }],
    ['with a kid that is a string', { header: { ...HEADER, kid: '' } }],
    ['with an unknown header parameter', { header: { ...HEADER, x: 1 } }],
    ['with white space in its JSON', { header: raw(' {"alg" : "HS256"}\n') }],
    ['with an invalid signature, which it does not verify', { signature: 'AA' }],
  ])('parses a token %s', (_, parts) => {
    expect(parse(tokenOf(parts))).toEqual(CLAIMS);
  });

  it.each<[string, unknown, unknown]>([
    ['without claims', {}, {}],
    ['with claims of any type', { a: null, b: [1] }, { a: null, b: [1] }],
    ['with a claim twice, of which the last counts', raw('{"a":1,"a":2}'), { a: 2 }],
    ['that is not ASCII', { a: '\u{1f511}é' }, { a: '\u{1f511}é' }],
  ])('returns the claims of a payload %s', (_, payload, claims) => {
    expect(parse(tokenOf({ payload }))).toEqual(claims);
  });

  it('returns a claim named __proto__ like any other claim', () => {
    const claims = parse(tokenOf({ payload: raw('{"__proto__":{"exp":1}}') })) ?? {};
    expect(Object.keys(claims)).toEqual(['__proto__']);
    expect('exp' in claims).toBe(false);
  });

  it('accepts each of several expected algorithms', () => {
    for (const alg of ['RS256', 'ES256'] as const) {
      const header = { alg, kid: 'a key' };
      const jws = parseCompactJws(tokenOf({ header }), ['RS256', 'ES256']);
      expect(jws).toEqual({ header, claims: CLAIMS });
    }
  });

  it('accepts only the expected algorithm', () => {
    const token = tokenOf({ header: { alg: 'RS256' } });
    expect(parseCompactJws(token, ['RS256'])?.claims).toEqual(CLAIMS);
    expect(parse(token)).toBeNull();
  });
});

it('parseCompactJws rejects HS256 when only other algorithms are expected', () => {
  expect(parseCompactJws(TOKEN, ['RS256'])).toBeNull();
});

describe('parseCompactJws of nested claims', () => {
  const nested = (depth: number) =>
    tokenOf({ payload: raw(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`) });

  it('accepts 64 levels', () => {
    expect(parse(nested(63))).not.toBeNull();
  });

  it.each([64, 7_000])('rejects arrays nested %i deep in a claim', (depth) => {
    expect(parse(nested(depth))).toBeNull();
  });
});

describe('parseCompactJws, header', () => {
  it.each<[string, unknown]>([
    ['has alg none', { alg: 'none' }],
    ['has alg None', { alg: 'None' }],
    ['has another alg of the family', { alg: 'HS512' }],
    ['has an asymmetric alg', { alg: 'RS256' }],
    ['has alg in lower case', { alg: 'hs256' }],
    ['has an unknown alg', { alg: 'X' }],
    ['has no alg', { typ: 'JWT' }],
    ['has a number for alg', { alg: 256 }],
    ['has null for alg', { alg: null }],
    ['has an array for alg', { alg: ['HS256'] }],
    ['has crit (RFC 7515 4.1.11)', { ...HEADER, crit: ['exp'] }],
    ['has an empty crit', { ...HEADER, crit: [] }],
    ['has b64: false (RFC 7797)', { ...HEADER, b64: false }],
    ['has b64: true', { ...HEADER, b64: true }],
    ['has a number for kid', { ...HEADER, kid: 1 }],
    ['has null for kid', { ...HEADER, kid: null }],
    ['has an object for kid', { ...HEADER, kid: {} }],
    ['is an array', ['HS256']],
    ['is a string', 'HS256'],
    ['is null', null],
    ['is not JSON', raw('alg=HS256')],
    ['is invalid UTF-8', Buffer.from([...raw('{"alg":"HS256","x":"'), 0xff, ...raw('"}')])],
    ['begins with a BOM', raw('\ufeff{"alg":"HS256"}')],
    ['is empty', raw('')],
  ])('rejects a token whose header %s', (_, header) => {
    expect(parse(tokenOf({ header }))).toBeNull();
  });
});

describe('parseCompactJws, payload', () => {
  it.each<[string, unknown]>([
    ['is an array', [CLAIMS]],
    ['is null', null],
    ['is a number', 1],
    ['is a string', 'sub'],
    ['is a boolean', true],
    ['is not JSON', raw("{'sub':1}")],
    ['has a second value after the first', raw('{}{}')],
    ['is invalid UTF-8', Buffer.from([...raw('{"a":"'), 0xc3, 0x28, ...raw('"}')])],
    ['has an encoded surrogate', Buffer.from([...raw('{"a":"'), 0xed, 0xa0, 0x80, ...raw('"}')])],
    ['is UTF-16', Buffer.from('{}', 'utf16le')],
    ['begins with a BOM', raw('\ufeff{}')],
    ['is empty', raw('')],
  ])('rejects a token whose payload %s', (_, payload) => {
    expect(parse(tokenOf({ payload }))).toBeNull();
  });
});

describe('parseCompactJws, segments', () => {
  it.each([
    ['that is empty', ''],
    ['that is not a token', 'garbage'],
    ['of two dots', '..'],
    ['of one segment', HEAD],
    ['of two segments', `${HEAD}.${BODY}`],
    ['of four segments', `${TOKEN}.${SIGNATURE}`],
    ['of four segments, the last empty', `${TOKEN}.`],
    ['of five segments', `${TOKEN}.a.b`],
    ['without a header', `.${BODY}.${SIGNATURE}`],
    ['without a payload', `${HEAD}..${SIGNATURE}`],
    ['without a signature', `${HEAD}.${BODY}.`],
  ])('rejects a text %s', (_, token) => {
    expect(parse(token)).toBeNull();
  });
});

describe('parseCompactJws, canonical base64url (RFC 4648 3.5)', () => {
  /** Fits each segment. Its length leaves unused bits, and its encoding has `-` and `_`. */
  const bytes = raw('{"alg":"HS256","x":"???>>>~~"}  ');
  const canonical = encode(bytes);

  const LAX: [string, string][] = [
    ['padding', `${canonical}=`],
    ['the +/ alphabet', canonical.replaceAll('-', '+').replaceAll('_', '/')],
    ['a last character whose unused bits are set', canonical.replace(/A$/, 'B')],
    ['a space before', ` ${canonical}`],
    ['a space within', `${canonical.slice(0, 4)} ${canonical.slice(4)}`],
    ['a line feed after it', `${canonical}\n`],
    ['a character outside the alphabet', `${canonical.slice(0, 4)}!${canonical.slice(4)}`],
    ['a character that encodes no byte', `${encode(raw('{"alg":"HS256"}'))}A`],
  ];

  describe.each([
    ['header', 0],
    ['payload', 1],
    ['signature', 2],
  ])('%s', (_, place) => {
    const tokenWith = (segment: string) => TOKEN.split('.').with(place, segment).join('.');

    it('accepts a segment in its canonical form', () => {
      expect(parse(tokenWith(canonical))).not.toBeNull();
    });

    it.each(LAX)('rejects a segment with %s', (_name, segment) => {
      const decoded = Buffer.from(segment, 'base64url');
      expect(segment).not.toBe(encode(decoded));
      expect(JSON.parse(decoded.toString())).toHaveProperty('alg', 'HS256');
      expect(parse(tokenWith(segment))).toBeNull();
    });
  });
});
