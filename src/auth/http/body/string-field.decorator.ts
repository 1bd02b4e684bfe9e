import type { ValidationArguments } from 'class-validator';
import { validateStringField } from '../../domain/string-field.js';
import { registerDecorator } from './class-validator.js';

export interface StringFieldOptions {
  /** Whether the white space at the edges goes. Default true. */
  trim?: boolean;
}

/** What is to be made of each field of each DTO. */
const fieldsOf = new Map<unknown, Map<string, boolean>>();

/** A string in a request body, with Django REST framework's messages for what is none. */
export function StringField({ trim = true }: StringFieldOptions = {}): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => validateStringField(value, trim).kind === 'accepted',
    defaultMessage: ({ value }: ValidationArguments) => messagesOf(value, trim).join('\n'),
  };
  return ({ constructor: target }, propertyKey) => {
    const propertyName = String(propertyKey);
    const fields = fieldsOf.get(target) ?? new Map<string, boolean>();
    fieldsOf.set(target, fields.set(propertyName, trim));
    registerDecorator({ name: 'stringField', target, propertyName, validator });
  };
}

/**
 * Takes a DTO's fields, and no others, out of a body: a number becomes its text, and what is no
 * string stays as it is, for the validator to say so.
 */
export function takeFields(dto: unknown, body: object): Record<string, unknown> {
  const fields = [...(fieldsOf.get(dto) ?? [])];
  return Object.fromEntries(
    fields.map(([name, trim]) => [name, textOf((body as Record<string, unknown>)[name], trim)]),
  );
}

function textOf(value: unknown, trim: boolean): unknown {
  const verdict = validateStringField(value, trim);
  return verdict.kind === 'accepted' ? verdict.value : value;
}

function messagesOf(value: unknown, trim: boolean): readonly string[] {
  const verdict = validateStringField(value, trim);
  return verdict.kind === 'refused' ? verdict.messages : [];
}
