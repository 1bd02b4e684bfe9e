/** An edit of the JSON text of a header or payload, or of its bytes. */
export interface TextEdit {
  kind: string;
  apply(text: string): Buffer;
}

const utf8 = (kind: string, apply: (text: string) => string): TextEdit => ({
  kind: `text ${kind}`,
  apply: (text) => Buffer.from(apply(text)),
});

const bytes = (kind: string, apply: (text: string) => Buffer): TextEdit => ({
  kind: `text ${kind}`,
  apply,
});

const withBytes = (kind: string, ...added: number[]) =>
  bytes(kind, (text) => Buffer.concat([Buffer.from(text), Buffer.from(added)]));

const withMember = (kind: string, member: string) =>
  utf8(kind, (text) => text.replace(/\}$/, `,${member}}`));

/** Escapes every character of every string. */
const escapedStrings = (text: string): string =>
  text.replaceAll(/"((?:[^"\\]|\\.)*)"/g, (tokenEdits, inner: string) =>
    inner.includes('\\') ? tokenEdits : `"${inner.replaceAll(/[\s\S]/g, escaped)}"`,
  );

const escaped = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;

const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

/** Some change the JSON value, some only its notation, and some make it invalid. */
export const TEXT_EDITS: readonly TextEdit[] = [
  utf8('byte order mark', (text) => `\ufeff${text}`),
  utf8('leading space', (text) => ` \t\r\n${text}`),
  utf8('trailing space', (text) => `${text}\r\n`),
  utf8('line breaks', (text) => text.replaceAll(',"', ',\r\n "')),
  utf8('form feed', (text) => `\f${text}`),
  utf8('no-break space', (text) => `${text}\u00a0`),
  utf8('trailing comma', (text) => text.replace(/\}$/, ',}')),
  utf8('leading comma', (text) => text.replace(/^\{/, '{,')),
  utf8('comment', (text) => text.replace(/^\{/, '{/**/')),
  utf8('line comment', (text) => `${text}//`),
  utf8('single quotes', (text) => text.replaceAll('"', "'")),
  utf8('bare names', (text) => text.replaceAll(/"(\w+)":/g, '$1:')),
  utf8('escapes', escapedStrings),
  utf8('solidus escaped', (text) => text.replaceAll('/', '\\/')),
  utf8('raw line break in a string', (text) => text.replace('":"', '":"\n')),
  utf8('cut', (text) => text.slice(0, -1)),
  utf8('extra brace', (text) => `${text}}`),
  utf8('two documents', (text) => text + text),
  utf8('in a list', (text) => `[${text}]`),
  utf8('in a string', (text) => JSON.stringify(text)),
  utf8('null', () => 'null'),
  utf8('number', () => '1'),
  utf8('true', () => 'true'),
  utf8('list', () => '[]'),
  utf8('empty string', () => '""'),
  utf8('no members', () => '{}'),
  utf8('empty', () => ''),
  utf8('HTML', (text) => `<!--${text}-->`),
  utf8('prefix against JSON hijacking', (text) => `)]}',\n${text}`),
  withMember('depth 63', `"x":${'['.repeat(63)}${']'.repeat(63)}`),
  withMember('depth 64', `"x":${'['.repeat(64)}${']'.repeat(64)}`),
  withMember('depth 63 of objects', `"x":${'{"x":'.repeat(63)}0${'}'.repeat(63)}`),
  withMember('depth 64 of objects', `"x":${'{"x":'.repeat(64)}0${'}'.repeat(64)}`),
  withMember('depth 5000', `"x":${'['.repeat(5_000)}${']'.repeat(5_000)}`),
  withMember('half a surrogate pair', '"x":"\\ud800"'),
  withMember('half a name', '"\\udc00":1'),
  withMember('prototype', '"__proto__":{"alg":"none","token_type":"access","exp":9999999999}'),
  withMember('empty name', '"":""'),
  withMember('many members', Array.from({ length: 500 }, (_, n) => `"x${n}":${n}`).join(',')),
  bytes('UTF-16', (text) => Buffer.from(text, 'utf16le')),
  bytes('UTF-16 with a byte order mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')),
  bytes('UTF-16, big-endian', bigEndian),
  bytes('Latin 1', (text) => Buffer.from(text.replace(/\}$/, ',"x":"é"}'), 'latin1')),
  bytes(
    'surrogate in UTF-8',
    (text) =>
    Buffer.concat([Buffer.from(text.replace(/\}$/, ',"x":"')), Buffer.from([0xed, 0xa0, 0x80, 0x22, 0x7d])]), // prettier-ignore
  ),
  bytes('overlong UTF-8', (text) =>
    Buffer.concat([Buffer.from([0xc1, 0xbb]), Buffer.from(text.slice(1))]),
  ),
  withBytes('trailing NUL', 0),
  withBytes('trailing 0xFF', 0xff),
  withBytes('trailing half character', 0xc3),
];
