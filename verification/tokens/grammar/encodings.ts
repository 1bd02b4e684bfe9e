/** An encoding of bytes in place of base64url. */
export interface Encoding {
  kind: string;
  apply(bytes: Buffer): string;
}

const base64url = (bytes: Buffer): string => bytes.toString('base64url');

const onText = (kind: string, apply: (segment: string) => string): Encoding => ({
  kind: `segment ${kind}`,
  apply: (bytes) => apply(base64url(bytes)),
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Sets unused bits of the last character (RFC 4648 §3.5). */
function withOddEnd(segment: string): string {
  const isRoom = segment.length % 4 > 1;
  const last = ALPHABET.indexOf(segment.slice(-1));
  return isRoom ? segment.slice(0, -1) + ALPHABET.charAt(last | 1) : `${segment}A`;
}

const percentEncoded = (segment: string): string =>
  segment.replace(/^./, (one) => `%${one.charCodeAt(0).toString(16)}`);

const inLines = (segment: string): string => segment.replaceAll(/.{76}/g, '$&\r\n');

export const CANONICAL: Encoding = { kind: 'segment unchanged', apply: base64url };

export const ENCODINGS: readonly Encoding[] = [
  onText('padded', (text) => text + '='.repeat(-text.length & 3)),
  onText('padded too much', (text) => `${text}=`),
  onText('in the other alphabet', (text) => text.replaceAll('-', '+').replaceAll('_', '/')),
  onText('with unused bits set', withOddEnd),
  onText('in lines', inLines),
  onText('with a trailing line break', (text) => `${text}\n`),
  onText('with a leading space', (text) => ` ${text}`),
  onText('with a tab inside', (text) => `${text.slice(0, 4)}\t${text.slice(4)}`),
  onText('percent-encoded', percentEncoded),
  onText('with an invalid character', (text) => `${text.slice(0, 8)}*${text.slice(8)}`),
  onText('with one character too many', (text) => `${text}A`),
  onText('one character short', (text) => text.slice(0, -1)),
  onText('with a NUL', (text) => `${text}\0`),
  onText('with an invisible character', (text) => `${text}\u200b`),
  onText('in full-width letters', (text) => text.replace(/^e/, '\uff45')),
  onText('encoded twice', (text) => Buffer.from(text).toString('base64url')),
  onText('in capitals', (text) => text.toUpperCase()),
  onText('omitted', () => ''),
  { kind: 'segment in hex', apply: (bytes) => bytes.toString('hex') },
  { kind: 'segment in plain text', apply: (bytes) => bytes.toString('latin1') },
];
