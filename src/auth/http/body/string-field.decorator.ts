import { Expose, Transform } from 'class-transformer';
import { registerDecorator, type ValidationArguments } from 'class-validator';
import { judgeStringField } from '../../domain/string-field.js';

export interface StringFieldOptions {
  /** Whether the white space at the edges goes. Default true. */
  trim?: boolean;
}

/** A string in a request body, with Django REST framework's messages for what is none. */
export function StringField({ trim = true }: StringFieldOptions = {}): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => judgeStringField(value, trim).kind === 'accepted',
    defaultMessage: ({ value }: ValidationArguments) => messagesOf(value, trim).join('\n'),
  };
  return (target, propertyKey) => {
    const propertyName = String(propertyKey);
    Expose()(target, propertyKey);
    Transform(({ value }) => textOf(value, trim))(target, propertyKey);
    registerDecorator({ name: 'stringField', target: target.constructor, propertyName, validator });
  };
}

/** What is no string stays as it is, for the validator to say so. */
function textOf(value: unknown, trim: boolean): unknown {
  const verdict = judgeStringField(value, trim);
  return verdict.kind === 'accepted' ? verdict.value : value;
}

function messagesOf(value: unknown, trim: boolean): readonly string[] {
  const verdict = judgeStringField(value, trim);
  return verdict.kind === 'refused' ? verdict.messages : [];
}
