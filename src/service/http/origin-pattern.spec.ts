import { describe, expect, it } from '@jest/globals';
import { originMatcher, parseOriginPattern } from './origin-pattern.js';

describe('parseOriginPattern', () => {
  it.each([
    'https://app.example.org',
    'https://app.example.org:8443',
    'http://localhost:5173',
    'http://[::1]:3000',
    'https://xn--bcher-kva.example',
    'https://*.example.org',
    'http://*.dev.example.org:8080',
    'https://*.example.co.uk',
    'https://*.my-team.vercel.app',
    'https://*.corp.internal',
    'tauri://localhost',
    'https://tauri.localhost',
    'capacitor://localhost',
    'ionic://localhost',
    'app://.',
    'app://bundle',
    'com.example.shell://app',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'moz-extension://1f2e3d4c-aaaa-bbbb-cccc-0123456789ab',
    'safari-web-extension://1F2E3D4C-AAAA-BBBB-CCCC-0123456789AB',
  ])('accepts %s', (pattern) => {
    expect(parseOriginPattern(pattern)).toEqual({ value: pattern });
  });

  const WRITTEN = /^is not written as browsers send it/;
  const WILDCARD = /^is not a wildcard for subdomains/;
  const SUFFIX = /^has a \* in front of a public suffix or an address/;
  const NONE = /^is not an origin/;

  it.each([
    ['*', /^is \*/],
    ['null', /^is null/],
    ['https://app.example.org/', WRITTEN],
    ['https://app.example.org/login', WRITTEN],
    ['https://app.example.org?x', WRITTEN],
    ['https://user@app.example.org', WRITTEN],
    ['https://app.example.org:443', WRITTEN],
    ['http://app.example.org:80', WRITTEN],
    ['https://App.example.org', WRITTEN],
    ['HTTPS://app.example.org', WRITTEN],
    ['https://bücher.example', WRITTEN],
    ['https://127.1', WRITTEN],
    ['https://[0:0::1]', WRITTEN],
    ['https://', NONE],
    ['https://app example.org', NONE],
    ['https://app.example.org:99999', NONE],
    ['app.example.org', NONE],
    ['//app.example.org', NONE],
    ['localhost:5173', NONE],
    ['https:/app.example.org', NONE],
    ['https://*', WILDCARD],
    ['http*://example.org', WILDCARD],
    ['*.example.org', WILDCARD],
    ['*://example.org', WILDCARD],
    ['https://**.example.org', WILDCARD],
    ['https://*.*.example.org', WILDCARD],
    ['https://a*.example.org', WILDCARD],
    ['https://*example.org', WILDCARD],
    ['https://app.*.org', WILDCARD],
    ['https://example.*', WILDCARD],
    ['https://*.example.org/', WILDCARD],
    ['https://*.Example.org', WILDCARD],
    ['https://*.bücher.example', WILDCARD],
    ['https://example.org:*', WILDCARD],
    ['tauri://*', WILDCARD],
    ['chrome-extension://*', WILDCARD],
    ['https://*.example.org:443', WRITTEN],
    ['https://*.com', SUFFIX],
    ['https://*.local', SUFFIX],
    ['https://*.localhost', SUFFIX],
    ['https://*.co.uk', SUFFIX],
    ['https://*.github.io', SUFFIX],
    ['https://*.vercel.app', SUFFIX],
    ['https://*.s3.amazonaws.com', SUFFIX],
    ['https://*.xn--p1ai', SUFFIX],
    ['https://*.0.0.1', SUFFIX],
    ['https://*.10.0.0.1', SUFFIX],
    ['file://', NONE],
    ['file://host', NONE],
    ['data://x', NONE],
    ['wss://app.example.org', NONE],
    ['ftp://app.example.org', NONE],
    ['htps://app.example.org', NONE],
    ['httpss://app.example.org', NONE],
    ['Tauri://localhost', NONE],
    ['tauri://localhost/', NONE],
    ['tauri:localhost', NONE],
    ['chrome-extension://keyturn', /^has no extension ID/],
  ])('rejects %s', (pattern, problem) => {
    expect(parseOriginPattern(pattern)).toEqual({ problem: expect.stringMatching(problem) });
  });
});

describe('originMatcher', () => {
  it.each([
    ['https://app.example.org', 'https://app.example.org', true],
    ['https://app.example.org', 'https://app.example.org.evil.example', false],
    ['https://app.example.org', 'https://appxexample.org', false],
    ['https://app.example.org', 'null', false],
    ['https://*.example.org', 'https://a.example.org', true],
    ['https://*.example.org', 'https://a.b-c.d_e.example.org', true],
    ['https://*.example.org', 'https://xn--bcher-kva.example.org', true],
    ['https://*.example.org', 'https://example.org', false],
    ['https://*.example.org', 'https://.example.org', false],
    ['https://*.example.org', 'https://a..example.org', false],
    ['https://*.example.org', 'http://a.example.org', false],
    ['https://*.example.org', 'https://a.example.org:8443', false],
    ['https://*.example.org', 'https://a.example.org.evil.example', false],
    ['https://*.example.org', 'https://evilexample.org', false],
    ['https://*.example.org', 'https://a.exampleXorg', false],
    ['https://*.example.org', 'https://evil.example/.example.org', false],
    ['https://*.example.org', 'https://evil.example?.example.org', false],
    ['https://*.example.org', 'https://evil.example#.example.org', false],
    ['https://*.example.org', 'https://evil.example\\.example.org', false],
    ['https://*.example.org', 'https://user@a.example.org', false],
    ['https://*.example.org', 'https://evil.example:1.example.org', false],
    ['https://*.example.org', 'https://a.example.org\n', false],
    ['https://*.example.org', 'https://*.example.org', false],
    ['https://*.example.org', 'null', false],
    ['https://*.example.org:8443', 'https://a.example.org:8443', true],
    ['https://*.example.org:8443', 'https://a.example.org', false],
    ['https://*.amazonaws.com', 'https://console.amazonaws.com', true],
    ['https://*.amazonaws.com', 'https://bucket.s3.amazonaws.com', false],
    ['tauri://localhost', 'tauri://localhost', true],
    ['tauri://localhost', 'tauri://localhost.evil.example', false],
  ])('%s, asked about %j, returns %p', (pattern, origin, expected) => {
    expect(originMatcher(pattern)(origin)).toBe(expected);
  });
});
