import type { ValidationArguments } from 'class-validator';
import { validateStringField } from '../../domain/string-field.js';
import { registerDecorator } from './class-validator.js';

export interface StringFieldOptions {
  /** Whether to remove white space at the edges. @default true */
  trim?: boolean;
}

/** The fields of each DTO, with whether to trim them. */
const fieldsOf = new Map<unknown, Map<string, boolean>>();

/** Declares a string field of a request body, with Django REST framework's messages. */
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
 * Copies only the fields of a DTO from a body. It converts numbers to strings. The validator rejects
 * values of other types.
 */
export function takeFields(dto: unknown, body: object): Record<string, unknown> {
  const fields = [...(fieldsOf.get(dto) ?? [])];
  return Object.fromEntries(
    fields.map(([name, trim]) => [name, textOf((body as Record<string, unknown>)[name], trim)]),
  );
}

function textOf(value: unknown, trim: boolean): unknown {
  const result = validateStringField(value, trim);
  return result.kind === 'accepted' ? result.value : value;
}

function messagesOf(value: unknown, trim: boolean): readonly string[] {
  const result = validateStringField(value, trim);
  return result.kind === 'refused' ? result.messages : [];
}
