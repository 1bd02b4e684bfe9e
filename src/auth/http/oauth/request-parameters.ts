import { AuthError, OAuthRequestError } from '../../domain/auth-error.js';
import { repeatedFieldsOf } from '../body/repeated-fields.js';
import { membersOf } from '../body/read-body.js';

/** The parameters of a request. A parameter that was sent twice is an array. */
export type RequestParameters = Readonly<Record<string, unknown>>;

/**
 * Returns the parameters in the body of an OAuth request, a form or JSON.
 *
 * @param body as the application's parser returns it: some return an array for a repeated parameter
 * @throws {OAuthRequestError} for a body that is not an object
 */
export function parametersOf(body: unknown): RequestParameters {
  const members = readMembers(body);
  const repeated = [...repeatedFieldsOf(members)].map((name) => [name, [members[name]]] as const);
  return { ...members, ...Object.fromEntries(repeated) };
}

function readMembers(body: unknown): RequestParameters {
  try {
    return membersOf(body);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    throw new OAuthRequestError('The body must be a form or a JSON object.');
  }
}
