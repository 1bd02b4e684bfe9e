import type { JsonWebKey } from 'node:crypto';

/** A test vector of an RFC: a token, and the key that verifies it. */
export interface TestVector {
  section: string;
  algorithm: string;
  /** Undefined where the RFC prints only a JSON serialization. */
  compact?: string;
  json?: object;
  /** Undefined: the token is not signed. */
  key: JsonWebKey | undefined;
  /** The protected header, the payload and the signature. */
  signed: { header: string; payload: string; signature: string };
  /** The reason why the service rejects it. */
  reason: string;
}

/** RFC 7515 A.1: `{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}`. */
const JOE =
  'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';

/** RFC 7520 §4: a text, not JSON. */
const FRODO =
  'SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4';

export const KEY_OF_A1 = {
  kty: 'oct',
  k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
};

const KEY_OF_A2 = {
  kty: 'RSA',
  n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
  e: 'AQAB',
};

const KEY_OF_A3 = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};

const KEY_OF_A4 = {
  kty: 'EC',
  crv: 'P-521',
  x: 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',
  y: 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',
};

const RSA_KEY_OF_7520 = {
  kty: 'RSA',
  n: 'n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw',
  e: 'AQAB',
};

const EC_KEY_OF_7520 = {
  kty: 'EC',
  crv: 'P-521',
  x: 'AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt',
  y: 'AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1',
};

export const OCT_KEY_OF_7520 = { kty: 'oct', k: 'hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg' };

const SIGNATURE_OF_A2 =
  'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw';
const SIGNATURE_OF_A3 =
  'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';
const RS256 = 'eyJhbGciOiJSUzI1NiJ9';
const ES256 = 'eyJhbGciOiJFUzI1NiJ9';

const MAC_OF_7520 = 's0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0';
const MAC_HEADER_OF_7520 =
  'eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9';
const MAC_KID = { kid: '018c0ae5-4d9b-471b-bfd6-eef314bc7037' };

/** Returns the test vector of a compact token. */
function compact(
  section: string,
  algorithm: string,
  key: JsonWebKey | undefined,
  reason: string,
  ...[header, payload, signature]: [header: string, payload: string, signature: string]
): TestVector {
  const signed = { header, payload, signature };
  return {
    section,
    algorithm,
    key,
    reason,
    signed,
    compact: `${header}.${payload}.${signature}`,
  };
}

const OTHER_ALGORITHM = 'its algorithm is not supported (RFC 8725 §3.1)';
const NO_CLAIMS = 'its payload is a text without claims: a JWS that is not a JWT (RFC 7519 §3)';
const IN_JSON = 'a JWT is compact (RFC 7519 §3)';

export const TEST_VECTORS: readonly TestVector[] = [
  compact(
    'RFC 7515 A.1, and RFC 7519 §3.1',
    'HS256',
    KEY_OF_A1,
    'it has no jti, and its exp has passed since',
    'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9',
    JOE,
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  ),
  compact('RFC 7515 A.2', 'RS256', KEY_OF_A2, OTHER_ALGORITHM, RS256, JOE, SIGNATURE_OF_A2),
  compact('RFC 7515 A.3', 'ES256', KEY_OF_A3, OTHER_ALGORITHM, ES256, JOE, SIGNATURE_OF_A3),
  compact(
    'RFC 7515 A.4',
    'ES512',
    KEY_OF_A4,
    OTHER_ALGORITHM,
    'eyJhbGciOiJFUzUxMiJ9',
    'UGF5bG9hZA',
    'AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn',
  ),
  compact(
    'RFC 7515 A.5, and RFC 7519 §6.1',
    'none',
    undefined,
    'it is not signed (RFC 8725 §3.2)',
    'eyJhbGciOiJub25lIn0',
    JOE,
    '',
  ),
  {
    section: 'RFC 7515 A.6, its first signature',
    algorithm: 'RS256',
    key: KEY_OF_A2,
    signed: { header: RS256, payload: JOE, signature: SIGNATURE_OF_A2 },
    reason: IN_JSON,
    json: {
      payload: JOE,
      signatures: [
        { protected: RS256, header: { kid: '2010-12-29' }, signature: SIGNATURE_OF_A2 },
        {
          protected: ES256,
          header: { kid: 'e9bc097a-ce51-4036-9562-d2ade882db0d' },
          signature: SIGNATURE_OF_A3,
        },
      ],
    },
  },
  {
    section: 'RFC 7515 A.7',
    algorithm: 'ES256',
    key: KEY_OF_A3,
    signed: { header: ES256, payload: JOE, signature: SIGNATURE_OF_A3 },
    reason: IN_JSON,
    json: {
      payload: JOE,
      protected: ES256,
      header: { kid: 'e9bc097a-ce51-4036-9562-d2ade882db0d' },
      signature: SIGNATURE_OF_A3,
    },
  },
  compact(
    'RFC 7520 §4.1',
    'RS256',
    RSA_KEY_OF_7520,
    OTHER_ALGORITHM,
    'eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9',
    FRODO,
    'MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg',
  ),
  compact(
    'RFC 7520 §4.2',
    'PS384',
    RSA_KEY_OF_7520,
    OTHER_ALGORITHM,
    'eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9',
    FRODO,
    'cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw',
  ),
  compact(
    'RFC 7520 §4.3',
    'ES512',
    EC_KEY_OF_7520,
    OTHER_ALGORITHM,
    'eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9',
    FRODO,
    'AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2',
  ),
  compact(
    'RFC 7520 §4.4',
    'HS256',
    OCT_KEY_OF_7520,
    NO_CLAIMS,
    MAC_HEADER_OF_7520,
    FRODO,
    MAC_OF_7520,
  ),
  {
    section: 'RFC 7520 §4.5',
    algorithm: 'HS256',
    key: OCT_KEY_OF_7520,
    signed: { header: MAC_HEADER_OF_7520, payload: FRODO, signature: MAC_OF_7520 },
    reason: 'its content is detached, so it has no claims (RFC 7515, appendix F)',
    compact: `${MAC_HEADER_OF_7520}..${MAC_OF_7520}`,
  },
  {
    section: 'RFC 7520 §4.6',
    algorithm: 'HS256',
    key: OCT_KEY_OF_7520,
    signed: {
      header: 'eyJhbGciOiJIUzI1NiJ9',
      payload: FRODO,
      signature: 'bWUSVaxorn7bEF1djytBd0kHv70Ly5pvbomzMWSOr20',
    },
    reason: IN_JSON,
    json: {
      payload: FRODO,
      protected: 'eyJhbGciOiJIUzI1NiJ9',
      header: MAC_KID,
      signature: 'bWUSVaxorn7bEF1djytBd0kHv70Ly5pvbomzMWSOr20',
    },
  },
  {
    section: 'RFC 7520 §4.7',
    algorithm: 'HS256',
    key: OCT_KEY_OF_7520,
    signed: {
      header: '',
      payload: FRODO,
      signature: 'xuLifqLGiblpv9zBpuZczWhNj1gARaLV3UxvxhJxZuk',
    },
    reason: 'its header is not protected, which only JSON serializations allow (RFC 7515 §7.2)',
    compact: `.${FRODO}.xuLifqLGiblpv9zBpuZczWhNj1gARaLV3UxvxhJxZuk`,
    json: {
      payload: FRODO,
      header: { alg: 'HS256', ...MAC_KID },
      signature: 'xuLifqLGiblpv9zBpuZczWhNj1gARaLV3UxvxhJxZuk',
    },
  },
  {
    section: 'RFC 7520 §4.8, its third signature',
    algorithm: 'HS256',
    key: OCT_KEY_OF_7520,
    signed: { header: MAC_HEADER_OF_7520, payload: FRODO, signature: MAC_OF_7520 },
    reason: IN_JSON,
    json: {
      payload: FRODO,
      signatures: [{ protected: MAC_HEADER_OF_7520, signature: MAC_OF_7520 }],
    },
  },
];

/** RFC 7519 A.1: the claims of §3.1, encrypted. */
export const ENCRYPTED_JWT =
  'eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.QR1Owv2ug2WyPBnbQrRARTeEk9kDO2w8qDcjiHnSJflSdv1iNqhWXaKH4MqAkQtMoNfABIPJaZm0HaA415sv3aeuBWnD8J-Ui7Ah6cWafs3ZwwFKDFUUsWHSK-IPKxLGTkND09XyjORj_CHAgOPJ-Sd8ONQRnJvWn_hXV1BNMHzUjPyYwEsRhDhzjAD26imasOTsgruobpYGoQcXUwFDn7moXPRfDE8-NoQX7N7ZYMmpUDkR-Cx9obNGwJQ3nM52YCitxoQVPzjbl7WBuB7AohdBoZOdZ24WlN1lVIeh8v1K4krB8xgKvRU8kgFrEn_a1rZgN5TiysnmzTROF869lQ.AxY8DCtDaGlsbGljb3RoZQ.MKOle7UQrG6nSxTLX6Mqwt0orbHvAKeWnDYvpIAeZ72deHxz3roJDXQyhxx0wKaMHDjUEOKIwrtkHthpqEanSBNYHZgmNOV7sln1Eu9g3J8.fiK51VwhsxJ-siBMR-YFiA';
