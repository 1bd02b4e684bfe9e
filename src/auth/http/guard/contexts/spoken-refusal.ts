import type { AuthError } from '../../../domain/auth-error.js';
import { bearerErrorResponse } from '../../error-response.js';

/** A refusal where there is no HTTP answer to put it into. */
export interface SpokenRefusal {
  /** The status that HTTP would have. */
  httpStatus: number;
  /** HTTP's `detail`. */
  message: string;
  /** HTTP's `code`, or what went wrong where HTTP needs none. */
  code: string;
}

export function spokenRefusal(error: AuthError): SpokenRefusal {
  const { status, body } = bearerErrorResponse(error);
  const { detail, code = error.code } = body as { detail: string; code?: string };
  return { httpStatus: status, message: detail, code };
}
