import type { Type } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { InvalidFieldsError } from '../../domain/auth-error.js';
import { readText } from '../../domain/string-field.js';
import { validateSync } from './class-validator.js';
import { areFieldsValid, mapFields } from './string-field.decorator.js';

/**
 * Validates the body of a request with the rules of its fields, and returns it as a DTO with only its
 * own fields. Valid numbers become strings.
 *
 * @param body the body as the application's parser returns it; undefined counts as `{}`
 * @throws {InvalidFieldsError} with all invalid fields, in the order of the DTO
 */
export function readBody<T extends object>(dto: Type<T>, body: unknown): T {
  const sent = membersOf(body);
  if (!areFieldsValid(dto, sent)) throw new InvalidFieldsError(problemsOf(dto, sent));
  return Object.assign(
    new dto(),
    mapFields(dto, (name, trim) => readText(sent[name], trim)),
  );
}

/** Runs class-validator for its messages. It searches its registry, which takes as long as a refresh. */
function problemsOf<T extends object>(dto: Type<T>, sent: Members): Record<string, string[]> {
  const instance = Object.assign(
    new dto(),
    mapFields(dto, (name) => sent[name]),
  );
  return Object.fromEntries(validateSync(instance).map(messagesOf));
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Returns the members of a body.
 *
 * @throws {InvalidFieldsError} for a body that is not an object
 */
export function membersOf(body: unknown): Members {
  if (body === undefined) return {};
  if (body === null) throw new InvalidFieldsError({ non_field_errors: ['No data provided'] });
  if (typeof body === 'object' && !Array.isArray(body)) return body as Record<string, unknown>;
  const message = `Invalid data. Expected a dictionary, but got ${pythonTypeOf(body)}.`;
  throw new InvalidFieldsError({ non_field_errors: [message] });
}

/** Django REST framework uses Python's names of the types in its messages. */
function pythonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int' : 'float';
}

function messagesOf({ property, constraints = {} }: ValidationError): [string, string[]] {
  return [property, Object.values(constraints)];
}
