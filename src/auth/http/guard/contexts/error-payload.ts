import { type AuthError, InvalidFieldsError } from '../../../domain/auth-error.js';
import {
  bearerErrorResponse,
  type ErrorResponse,
  tokenErrorResponse,
} from '../../error-response.js';

/** A refusal where there is no HTTP answer to put it into. */
export interface ErrorPayload {
  /** The status that HTTP would have. */
  httpStatus: number;
  /** HTTP's `detail`. */
  message: string;
  /** HTTP's `code`, or what went wrong where HTTP needs none. */
  code: string;
}

/** Formats the error of a guard. */
export const bearerErrorPayload = (error: AuthError): ErrorPayload =>
  spokenRefusal(error, bearerErrorResponse(error));

/** Formats an error of our services for a filter. */
export const tokenErrorPayload = (error: AuthError): ErrorPayload =>
  spokenRefusal(error, tokenErrorResponse(error));

/** The body of an {@link InvalidFieldsError} has neither `detail` nor `code`. */
function spokenRefusal(error: AuthError, { status, body }: ErrorResponse): ErrorPayload {
  const isOfFields = error instanceof InvalidFieldsError;
  const { detail, code }: { detail?: string; code?: string } = isOfFields ? {} : body;
  return { httpStatus: status, message: detail ?? error.message, code: code ?? error.code };
}
