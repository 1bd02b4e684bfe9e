import { createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import { readBody } from './read-body.js';

/**
 * Injects the body of the request as a DTO of the module. `@Body()` would run the application's
 * global pipes first, which may send another response.
 */
export const Fields = createParamDecorator((dto: Type<object>, context: ExecutionContext) =>
  readBody(dto, context.switchToHttp().getRequest<{ body?: unknown }>().body),
);
