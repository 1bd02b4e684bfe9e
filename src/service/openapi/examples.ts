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

/** Returns the responses of the service to these errors. */
export const refused = (...codes: AuthErrorCode[]): Examples =>
  examplesOf(codes, (code) => tokenErrorResponse(new AuthError(code)).body);

export const refusedBearer = (...codes: AuthErrorCode[]): Examples =>
  examplesOf(codes, (code) => bearerErrorResponse(new AuthError(code)).body);

export function refusedField(field: string): Examples {
  const error = new InvalidFieldsError({ [field]: ['This field is required.'] });
  return { field_missing: { summary: 'field missing', value: tokenErrorResponse(error).body } };
}

export const detail = (name: string, text: string): Examples => ({
  [name]: { summary: summaryOf(name), value: { detail: text } },
});

const examplesOf = (codes: AuthErrorCode[], bodyOf: (code: AuthErrorCode) => object): Examples =>
  Object.fromEntries(
    codes.map((code) => [code, { summary: summaryOf(code), value: bodyOf(code) }]),
  );

const summaryOf = (name: string): string => name.replaceAll('_', ' ');
