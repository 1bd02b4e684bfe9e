import { describe, expect, it } from '@jest/globals';
import { decodeUtf8 } from './decode-utf8.js';

describe('decodeUtf8', () => {
  it.each<[string, number[], string | undefined]>([
    ['returns an empty text for no bytes', [], ''],
    ['decodes letters outside of ASCII', [...Buffer.from('Zoë \u{1f511}')], 'Zoë \u{1f511}'],
    ['keeps an encoded replacement character', [0xef, 0xbf, 0xbd], '\ufffd'],
    ['removes a byte order mark', [0xef, 0xbb, 0xbf, 0x61], 'a'],
    ['rejects Latin-1', [0x5a, 0x6f, 0xeb], undefined],
    ['rejects a truncated sequence', [0xc3], undefined],
    ['rejects an overlong encoding', [0xc0, 0x80], undefined],
    ['rejects a surrogate', [0xed, 0xa0, 0x80], undefined],
    ['rejects UTF-16 with a byte order mark', [0xff, 0xfe, 0x61, 0], undefined],
  ])('%s', (_, bytes, text) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text);
  });
});
