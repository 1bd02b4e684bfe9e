import { AuthError, type AuthErrorCode, InvalidFieldsError } from '../../auth/domain/auth-error.js';
import { bearerErrorResponse, tokenErrorResponse } from '../../auth/http/error-response.js';

/** Examples of the document, by name. */
export type Examples = Readonly<Record<string, { summary: string; value: object }>>;

/** Creates an unsigned example JWT. */
const jwt = (of: string): string =>
  `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${of}.c2lnbmVkLWJ5LW5vYm9keS1zZWUtdGhlLWRvY3VtZW50YXRpb24`;

/** The payloads are `{"token_type":"access"}`, and `{"token_type":"refresh"}` with `gen` 0 and 1. */
export const ACCESS = jwt('eyJ0b2tlbl90eXBlIjoiYWNjZXNzIn0');
export const REFRESH = jwt('eyJ0b2tlbl90eXBlIjoicmVmcmVzaCIsImdlbiI6MH0');
export const SUCCESSOR = jwt('eyJ0b2tlbl90eXBlIjoicmVmcmVzaCIsImdlbiI6MX0');

/** The first of two pages of sessions. */
export const SESSIONS = {
  next: 'https://auth.example.org/api/sessions/?cursor=cD0wMWEyMGM3MC1lOTAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDE%3D',
  previous: null,
  results: [
    {
      id: '01a20c70-e900-7000-8000-000000000001',
      created_at: '2026-11-24T07:24:16.000Z',
      refreshed_at: '2026-11-24T09:10:02.311Z',
      expires_at: '2026-11-25T09:10:02.000Z',
      address: '192.0.2.1',
      device: 'Chrome on Windows',
      current: true,
    },
  ],
};

/** Returns the responses of the service to these errors. */
export const refused = (...codes: AuthErrorCode[]): Examples =>
  examplesOf(codes, (code) => tokenErrorResponse(new AuthError(code)).body);

export const refusedBearer = (...codes: AuthErrorCode[]): Examples =>
  examplesOf(codes, (code) => bearerErrorResponse(new AuthError(code)).body);

export const refusedField = (field: string): Examples =>
  invalidField('field_missing', field, 'This field is required.');

export function invalidField(name: string, field: string, message: string): Examples {
  const error = new InvalidFieldsError({ [field]: [message] });
  return { [name]: { summary: summaryOf(name), value: tokenErrorResponse(error).body } };
}

export const detail = (name: string, text: string): Examples => ({
  [name]: { summary: summaryOf(name), value: { detail: text } },
});

const examplesOf = (codes: AuthErrorCode[], bodyOf: (code: AuthErrorCode) => object): Examples =>
  Object.fromEntries(
    codes.map((code) => [code, { summary: summaryOf(code), value: bodyOf(code) }]),
  );

const summaryOf = (name: string): string => name.replaceAll('_', ' ');
