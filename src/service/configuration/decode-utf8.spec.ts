import { describe, expect, it } from '@jest/globals';
import { decodeUtf8 } from './decode-utf8.js';

describe('decodeUtf8', () => {
  it.each<[string, number[], string | undefined]>([
    ['no bytes', [], ''],
    ['letters beyond ASCII', [...Buffer.from('Zoë \u{1f511}')], 'Zoë \u{1f511}'],
    ['a replacement character that was written as one', [0xef, 0xbf, 0xbd], '\ufffd'],
    ['a byte order mark and a text', [0xef, 0xbb, 0xbf, 0x61], 'a'],
    ['Latin-1', [0x5a, 0x6f, 0xeb], undefined],
    ['a sequence that is cut off', [0xc3], undefined],
    ['an overlong form', [0xc0, 0x80], undefined],
    ['a surrogate', [0xed, 0xa0, 0x80], undefined],
    ['UTF-16 with its byte order mark', [0xff, 0xfe, 0x61, 0], undefined],
  ])('%s', (_, bytes, text) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text);
  });
});
