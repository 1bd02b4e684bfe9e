import { AuthError, type AuthErrorCode, InvalidFieldsError } from '../../auth/domain/auth-error.js';
import { bearerErrorResponse, tokenErrorResponse } from '../../auth/http/error-response.js';

/** One example of the document: a name, and a body. */
export type Examples = Readonly<Record<string, { summary: string; value: object }>>;

/** A JWT in shape alone: nobody has ever signed it. */
const jwt = (of: string): string =>
  `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${of}.c2lnbmVkLWJ5LW5vYm9keS1zZWUtdGhlLWRvY3VtZW50YXRpb24`;

/** `{"token_type":"access"}`, `{"token_type":"refresh"}` and a successor of it. */
export const ACCESS = jwt('eyJ0b2tlbl90eXBlIjoiYWNjZXNzIn0');
export const REFRESH = jwt('eyJ0b2tlbl90eXBlIjoicmVmcmVzaCIsImdlbiI6MH0');
export const SUCCESSOR = jwt('eyJ0b2tlbl90eXBlIjoicmVmcmVzaCIsImdlbiI6MX0');

/** The service's own words for these errors, by the mapper that answers them. */
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
