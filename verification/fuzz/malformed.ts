import fc from 'fast-check';
import { type Bytes, rawBytes } from './bodies.js';
import { request, serialized } from './requests.js';

type Malformation = (bytes: Bytes, at: number) => Bytes;

const inHead =
  (line: string): Malformation =>
  (bytes) =>
    bytes.replace('\r\n', `\r\n${line}\r\n`);

const firstLine =
  (line: string): Malformation =>
  (bytes) =>
    bytes.replace(/^.*/, line);

/** Mutations that make a request malformed, or its framing wrong. */
const MALFORMATIONS: readonly Malformation[] = [
  (bytes, at) => bytes.slice(0, at),
  (bytes, at) => `${bytes.slice(0, at)}\0${bytes.slice(at + 1)}`,
  (bytes, at) => `${bytes.slice(0, at)}\r\n\r\n${bytes.slice(at)}`,
  (bytes, at) => `${bytes.slice(0, at)}\n${bytes.slice(at)}`,
  (bytes, at) => bytes.slice(0, at) + bytes.slice(at).replace(/./s, ' \xff'),
  (bytes) => bytes.replaceAll('\r\n', '\n'),
  (bytes) => bytes.replaceAll('\r\n', '\r'),
  (bytes) => `\r\n\r\n${bytes}`,
  (bytes) => `\xef\xbb\xbf${bytes}`,
  (bytes) => `${bytes}\0`,
  (bytes, at) => bytes.replace(/Content-Length: .*/, `Content-Length: ${at}`),
  (bytes, at) => bytes.replace(/Content-Length: .*/, `Content-Length: ${70_000 + at}`),
  ...['-1', '+1', '0x10', '1e3', '1, 2', '99999999999999999999', '', 'x', '1 1'].map(
    (length): Malformation =>
      (bytes) =>
        bytes.replace(/Content-Length: .*/, `Content-Length: ${length}`),
  ),
  inHead('Content-Length: 1'),
  inHead('Transfer-Encoding: chunked'),
  inHead('Transfer-Encoding: gzip, chunked'),
  inHead('Transfer-Encoding: chunked, identity'),
  inHead('Transfer-Encoding: xchunked'),
  inHead('Transfer-Encoding : chunked'),
  inHead('Expect: 100-continue'),
  inHead('Expect: a miracle'),
  inHead('Connection: close'),
  inHead('Connection: Upgrade\r\nUpgrade: websocket'),
  inHead('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ'),
  inHead('Trailer: Host'),
  inHead('X-No-Colon'),
  inHead(': no name'),
  inHead('X Y: a name with a blank'),
  inHead('X-Folded: a\r\n b'),
  inHead('X-Control: \x01\x7f'),
  inHead('X-Bare-CR: a\rX-Injected: 1'),
  inHead(`X-Long: ${'x'.repeat(20_000)}`),
  inHead(`Cookie: ${'a=1; '.repeat(3_000)}`),
  inHead('X: 1\r\n'.repeat(2_500).trimEnd()),
  firstLine('GET  HTTP/1.1'),
  firstLine('GET /api/me/'),
  firstLine('GET /api/me/ HTTP/0.9'),
  firstLine('GET /api/me/ HTTP/1.0'),
  firstLine('GET /api/me/ HTTP/2.0'),
  firstLine('GET /api/me/ HTTP/9.9'),
  firstLine('GET /api/me/ RTSP/1.0'),
  firstLine('GET /api/m\xe9/ HTTP/1.1'),
  firstLine('GET /api/me/ x HTTP/1.1'),
  firstLine('GET http:///api/me/ HTTP/1.1'),
  firstLine('GET api/me/ HTTP/1.1'),
  firstLine('OPTIONS * HTTP/1.1'),
  firstLine('GET about:blank HTTP/1.1'),
  firstLine('get /api/me/ HTTP/1.1'),
  firstLine('FOO /api/token/ HTTP/1.1'),
  firstLine('POST\t/api/token/ HTTP/1.1'),
  firstLine('CONNECT localhost:1 HTTP/1.1'),
  firstLine('CONNECT /api/me/ HTTP/1.1'),
  firstLine(`GET /${'x'.repeat(20_000)} HTTP/1.1`),
  (bytes) => bytes.replace(/Host: .*\r\n/, ''),
  (bytes) => bytes.replace(/Host: .*/, 'Host: a\r\nHost: \xff@b:99999'),
  (bytes) => bytes.replace(/\r\n1\r\n/, '\r\n1;x="\xff"\r\n'),
  (bytes) => bytes.replace(/\r\n0\r\n\r\n$/, '\r\n0\r\nX-Trailer: 1\r\nContent-Length: 9\r\n\r\n'),
  (bytes) =>
    bytes.replace(/(Transfer-Encoding: chunked\r\n.*?\r\n\r\n)\w+/s, '$1fffffffffffffffff'),
  (bytes) => bytes.replace(/(Transfer-Encoding: chunked\r\n.*?\r\n\r\n)\w+/s, '$1zz'),
];

const NOT_HTTP = [
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0',
  '\0',
  '\r\n'.repeat(1_000),
  'SSH-2.0-x\r\n',
  '{"username":"alice"}',
  'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
];

const malformedRequest = fc
  .tuple(
    request.filter(({ method }) => method !== 'HEAD'),
    fc.constantFrom(...MALFORMATIONS),
    fc.nat(600),
  )
  .map(([wellFormed, malform, at]) => malform(serialized(wellFormed), at));

/** Generates bytes that may not be a request. The number of responses is not defined. */
export const malformed: fc.Arbitrary<Bytes> = fc.oneof(
  { weight: 8, arbitrary: malformedRequest },
  { weight: 1, arbitrary: fc.constantFrom(...NOT_HTTP) },
  { weight: 1, arbitrary: rawBytes(300) },
);
