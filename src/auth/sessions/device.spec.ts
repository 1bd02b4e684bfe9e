import { describe, expect, it } from '@jest/globals';
import { describeDevice } from './device.js';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('describeDevice', () => {
  it.each([
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/131.0.0.0 Safari/537.36`,
      'Chrome on Windows',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`,
      'Microsoft Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
      'Safari on macOS',
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/131.0.0.0 Mobile Safari/537.36`,
      'Chrome on Android',
    ],
    ['curl/8.5.0', 'curl'],
    ['okhttp/4.12.0', 'okhttp'],
    ['python-requests/2.32', 'python-requests'],
    ['Dart/3.5 (dart:io)', 'Dart'],
    ['node', 'node'],
    ['MyApp/1.0 CFNetwork/1568 Darwin/24.1.0', 'MyApp'],
    ['(nothing but a comment)', '(nothing but a comment)'],
    ['<img src=x>', '?img src=x?'],
    ['a browser', 'a browser'],
    ['  ', null],
    ['', null],
    [null, null],
  ])('describes %s as %s', async (userAgent, words) => {
    expect(await describeDevice(userAgent)).toBe(words);
  });

  it('returns at most 60 printable characters of a hostile header', async () => {
    const words = await describeDevice(`evil\u0007\u{1F600}${'x'.repeat(5_000)}`);
    expect(words).toBe(`evil???${'x'.repeat(53)}`);
  });
});
