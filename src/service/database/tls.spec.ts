import { describe, expect, it } from '@jest/globals';
import { adviceOn, withCheckedCertificate } from './tls.js';

const FULL = 'postgres://h/x?sslmode=verify-full';

describe('withCheckedCertificate', () => {
  it.each([
    ['require', 'postgres://h/x?sslmode=require', FULL],
    ['prefer', 'postgres://h/x?sslmode=prefer', FULL],
    ['verify-ca', 'postgres://h/x?sslmode=verify-ca', FULL],
    ['verify-full', FULL, FULL],
    ['require among other parameters', 'postgres://h/x?a=1&sslmode=require&b=2', 'postgres://h/x?a=1&sslmode=verify-full&b=2'], // prettier-ignore
  ])('verifies the certificate and host name for sslmode=%s', (_, url, expected) => {
    expect(withCheckedCertificate(url)).toBe(expected);
  });

  it.each([
    ['without sslmode', 'postgres://h/x'],
    ['for sslmode=disable', 'postgres://h/x?sslmode=disable'],
    ['for sslmode=no-verify', 'postgres://h/x?sslmode=no-verify'],
    ['with uselibpqcompat=true', 'postgres://h/x?uselibpqcompat=true&sslmode=require'],
    [
      'when another parameter contains sslmode=require',
      'postgres://h/x?application_name=sslmode=require',
    ],
  ])('leaves the URL unchanged %s', (_, url) => {
    expect(withCheckedCertificate(url)).toBe(url);
  });
});

describe('adviceOn', () => {
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', true],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', true],
    ['CERT_HAS_EXPIRED', true],
    ['ERR_TLS_CERT_ALTNAME_INVALID', true],
    ['ECONNREFUSED', false],
    [undefined, false],
  ])('returns advice for the error %s: %p', (code, isCertificate) => {
    expect(adviceOn({ code }) !== '').toBe(isCertificate);
  });
});
