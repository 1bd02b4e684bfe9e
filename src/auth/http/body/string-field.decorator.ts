import type { ValidationArguments } from 'class-validator';
import { STRING_RULES } from '../../domain/string-field.js';
import { registerDecorator } from './class-validator.js';

export interface StringFieldOptions {
  /** Whether to remove white space at the edges. @default true */
  trim?: boolean;
}

/** The fields of each DTO, with whether to trim them. */
const fieldsOf = new Map<unknown, Map<string, boolean>>();

/** Declares a string field of a request body: each of its rules is a rule of class-validator. */
export function StringField({ trim = true }: StringFieldOptions = {}): PropertyDecorator {
  return ({ constructor: target }, propertyKey) => {
    const propertyName = String(propertyKey);
    const fields = fieldsOf.get(target) ?? new Map<string, boolean>();
    fieldsOf.set(target, fields.set(propertyName, trim));
    for (const { name, isMet, message } of STRING_RULES) {
      const options = { message: ({ value }: ValidationArguments) => message(value) };
      registerDecorator({ name, target, propertyName, options, validator: { validate: isMet } });
    }
  };
}

/** Checks the rules that `StringField` has registered with class-validator. */
export function areFieldsValid(dto: unknown, values: Readonly<Record<string, unknown>>): boolean {
  const names = [...(fieldsOf.get(dto)?.keys() ?? [])];
  return names.every((name) => STRING_RULES.every(({ isMet }) => isMet(values[name])));
}

/** Returns an object with the fields of a DTO and the values that `read` returns for them. */
export function mapFields(
  dto: unknown,
  read: (name: string, trim: boolean) => unknown,
): Record<string, unknown> {
  const fields = [...(fieldsOf.get(dto) ?? [])];
  return Object.fromEntries(fields.map(([name, trim]) => [name, read(name, trim)]));
}
