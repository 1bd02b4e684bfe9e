import { type AuthError, InvalidFieldsError } from '../../../domain/auth-error.js';
import {
  bearerErrorResponse,
  type ErrorResponse,
  tokenErrorResponse,
} from '../../error-response.js';

/** An error in a context without an HTTP response. */
export interface ErrorPayload {
  /** The status that HTTP would have. */
  httpStatus: number;
  /** HTTP's `detail`. */
  message: string;
  /** HTTP's `code`, or else the `AuthErrorCode`. */
  code: string;
}

/** Formats the error of a guard. */
export const bearerErrorPayload = (error: AuthError): ErrorPayload =>
  errorPayload(error, bearerErrorResponse(error));

/** Formats an error of the module's services for a filter. */
export const tokenErrorPayload = (error: AuthError): ErrorPayload =>
  errorPayload(error, tokenErrorResponse(error));

/** The body of an {@link InvalidFieldsError} has neither `detail` nor `code`. */
function errorPayload(error: AuthError, { status, body }: ErrorResponse): ErrorPayload {
  const hasFields = error instanceof InvalidFieldsError;
  const { detail, code }: { detail?: string; code?: string } = hasFields ? {} : body;
  return { httpStatus: status, message: detail ?? error.message, code: code ?? error.code };
}
