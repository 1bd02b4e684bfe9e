import { type AuthError, InvalidFieldsError } from '../../../domain/auth-error.js';
import {
  bearerErrorResponse,
  type ErrorResponse,
  tokenErrorResponse,
} from '../../error-response.js';

/** A refusal where there is no HTTP answer to put it into. */
export interface SpokenRefusal {
  /** The status that HTTP would have. */
  httpStatus: number;
  /** HTTP's `detail`. */
  message: string;
  /** HTTP's `code`, or what went wrong where HTTP needs none. */
  code: string;
}

/** Returns what a guard says of its bearer. */
export const bearerRefusal = (error: AuthError): SpokenRefusal =>
  spokenRefusal(error, bearerErrorResponse(error));

/** Returns what a filter says of an error of our services. */
export const tokenRefusal = (error: AuthError): SpokenRefusal =>
  spokenRefusal(error, tokenErrorResponse(error));

/** A body of bad fields has neither `detail` nor `code`. */
function spokenRefusal(error: AuthError, { status, body }: ErrorResponse): SpokenRefusal {
  const isOfFields = error instanceof InvalidFieldsError;
  const { detail, code }: { detail?: string; code?: string } = isOfFields ? {} : body;
  return { httpStatus: status, message: detail ?? error.message, code: code ?? error.code };
}
