import fc from 'fast-check';

/** An edit of a whole token. */
export interface TokenEdit {
  kind: string;
  apply(token: string): string;
}

const edit = (kind: string, apply: (token: string) => string): TokenEdit => ({
  kind: `token ${kind}`,
  apply,
});

type Parts = readonly [header: string, payload: string, signature: string];

const onParts = (kind: string, apply: (parts: Parts) => string): TokenEdit =>
  edit(kind, (token) => {
    const [header = '', payload = '', signature = ''] = token.split('.');
    return apply([header, payload, signature]);
  });

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const SHAPES: readonly TokenEdit[] = [
  onParts('of one segment', ([header]) => header),
  onParts('of two segments', ([header, payload]) => `${header}.${payload}`),
  onParts('of four segments', (parts) => `${parts.join('.')}.x`),
  onParts('of five segments', (parts) => `${parts.join('.')}.x.y`),
  onParts('of a hundred segments', (parts) => `${parts.join('.')}${'.x'.repeat(97)}`),
  onParts('without a header', ([, payload, signature]) => `.${payload}.${signature}`),
  onParts('without a payload', ([header, , signature]) => `${header}..${signature}`),
  onParts('without a signature', ([header, payload]) => `${header}.${payload}.`),
  onParts('without dots', (parts) => parts.join('')),
  onParts('of dots only', () => '..'),
  onParts('reversed', ([header, payload, signature]) => `${signature}.${payload}.${header}`),
  onParts('header and payload swapped', ([one, two, three]) => `${two}.${one}.${three}`),
  onParts('as a JWE', ([, payload, signature]) =>
    [encoded({ alg: 'dir', enc: 'A256GCM' }), '', 'AAAA', payload, signature].join('.'),
  ),
  onParts('as a JWE with a key', (parts) =>
    [encoded({ alg: 'RSA1_5', enc: 'A128CBC-HS256', cty: 'JWT' }), ...parts, 'AAAA'].join('.'),
  ),
  onParts('in JSON, flattened', ([one, payload, signature]) =>
    JSON.stringify({ payload, protected: one, signature }),
  ),
  onParts('in JSON, general', ([one, payload, signature]) =>
    JSON.stringify({ payload, signatures: [{ protected: one, signature }] }),
  ),
  onParts('encoded in base64url', (parts) => encoded(parts.join('.'))),
  onParts('nested in a token', (parts) => `${parts[0]}.${encoded(parts.join('.'))}.${parts[2]}`),
];

const SPELLINGS: readonly TokenEdit[] = [
  edit('with its scheme', (token) => `Bearer ${token}`),
  edit('in quotes', (token) => `"${token}"`),
  edit('in brackets', (token) => `[${token}]`),
  edit('twice', (token) => token + token),
  edit('twice, with a comma', (token) => `${token},${token}`),
  edit('twice, with a space', (token) => `${token} ${token}`),
  edit('in capitals', (token) => token.toUpperCase()),
  edit('in lower case', (token) => token.toLowerCase()),
  edit('with dots percent-encoded', (token) => token.replaceAll('.', '%2E')),
  edit('with full-width dots', (token) => token.replaceAll('.', '\uff0e')),
  edit('with a comma for a dot', (token) => token.replace('.', ',')),
  edit('in the other alphabet', (token) => token.replaceAll('-', '+').replaceAll('_', '/')),
  edit('with percent-encoded letters', (token) => token.replaceAll('e', '%65')),
  edit('with a NUL between all letters', (token) => [...token].join('\0')),
  edit('with a space inside', (token) => token.replace('.', '. ')),
  edit('with a line break inside', (token) => token.replace('.', '.\n')),
  edit('with a trailing NUL', (token) => `${token}\0`),
  edit('with a suffix after a NUL', (token) => `${token}\0.x`),
  edit('with a trailing semicolon', (token) => `${token};`),
  edit('with padding', (token) => `${token}=`),
  edit('with a trailing dot', (token) => `${token}.`),
  edit('with a leading dot', (token) => `.${token}`),
  edit('with a byte order mark', (token) => `\ufeff${token}`),
  edit('with a trailing invisible space', (token) => `${token}\u200b`),
  edit('with a trailing half surrogate pair', (token) => `${token}\ud800`),
];

/** White space at the edges. The service trims it, in fields and in the header. */
const EDGES: readonly TokenEdit[] = [' ', '\t', '\r\n', '\n', '\u00a0', '\u2028', '\x85'].flatMap(
  (space) => [
    edit('trailing white space', (token) => token + space),
    edit('leading white space', (token) => space + token),
  ],
);

export const TOKEN_EDITS: readonly TokenEdit[] = [...SHAPES, ...SPELLINGS, ...EDGES];

const place = fc.nat(700);

const replaced = fc
  .tuple(place, fc.constantFrom('', 'A', 'B', 'a', '0', '-', '_', '.', '+', '/', '=', '*', '\0'))
  .map(([at, other]) =>
    edit('character replaced', (token) => {
      const index = at % token.length || 0;
      return token.slice(0, index) + other + token.slice(index + 1);
    }),
  );

const inserted = fc
  .tuple(place, fc.constantFrom('A', '.', '=', ' ', '\n', '-', 'é', '\u{1f600}'))
  .map(([at, other]) =>
    edit('character inserted', (token) => {
      const index = at % (token.length + 1);
      return token.slice(0, index) + other + token.slice(index);
    }),
  );

const changedOver = place.map((at) =>
  edit('two characters swapped', (token) => {
    const index = at % token.length || 0;
    return token.slice(0, index) + (token[index + 1] ?? '') + (token[index] ?? '') + token.slice(index + 2); // prettier-ignore
  }),
);

const cut = place.map((at) => edit('cut', (token) => token.slice(0, at % (token.length + 1))));

/** Generates edits of a whole token. */
export const tokenEdit: fc.Arbitrary<TokenEdit> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SHAPES) },
  { weight: 3, arbitrary: fc.constantFrom(...SPELLINGS) },
  { weight: 1, arbitrary: fc.constantFrom(...EDGES) },
  { weight: 3, arbitrary: replaced },
  { weight: 2, arbitrary: inserted },
  { weight: 1, arbitrary: changedOver },
  { weight: 1, arbitrary: cut },
);
