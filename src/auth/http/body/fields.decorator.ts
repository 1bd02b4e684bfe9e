import { createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import { readBody } from './read-body.js';

/**
 * The request's body as a DTO of ours. Not `@Body()`: the application's own global pipes would
 * come first, and answer in their own words.
 */
export const Fields = createParamDecorator((dto: Type<object>, context: ExecutionContext) =>
  readBody(dto, context.switchToHttp().getRequest<{ body?: unknown }>().body),
);
