import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { readBody } from './read-body.js';

/** Bodies of our own routes, whatever pipes the application has. */
@Injectable()
export class BodyPipe implements PipeTransform<unknown, object> {
  transform(body: unknown, { metatype }: ArgumentMetadata): object {
    return readBody(metatype as Type<object>, body);
  }
}
