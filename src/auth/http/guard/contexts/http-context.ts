import type { ArgumentsHost } from '@nestjs/common';
import { bearerErrorResponse } from '../../error-response.js';
import { toHttpException } from '../../to-http-exception.js';
import { readBearer } from './bearer.js';
import type { GuardedContext, GuardedRequest } from './guarded-context.js';

interface HttpRequest extends GuardedRequest {
  headers: { authorization?: string };
}

export const httpContext: GuardedContext = {
  requestOf: (context: ArgumentsHost) => context.switchToHttp().getRequest<HttpRequest>(),
  tokenOf: (request) => readBearer((request as HttpRequest).headers.authorization),
  refusalOf: (error, context) => toHttpException(bearerErrorResponse(error), context),
};
