import { readParameter } from './request-parameter.js';

/** The parameters of a request about a token, with a `description` of the first problem. */
export type TokenRequest =
  { kind: 'accepted'; token: string } | { kind: 'refused'; description: string };

/**
 * Reads the parameters that RFC 7009 §2.1 and RFC 7662 §2.1 have in common. `token_type_hint` is only
 * a hint, so each of its values is valid. A token contains its type.
 *
 * @param members of the body; an array for a parameter that was sent twice
 */
export function readTokenRequest(members: Readonly<Record<string, unknown>>): TokenRequest {
  const token = readParameter(members['token']);
  const hint = readParameter(members['token_type_hint']);
  if (token.kind === 'omitted') return refuse('The parameter token is missing.');
  if (token.kind === 'invalid') return refuse(onceOf('token'));
  if (hint.kind === 'invalid') return refuse(onceOf('token_type_hint'));
  return { kind: 'accepted', token: token.value };
}

/** Returns the description of a parameter that was sent twice, or is not a string. */
const onceOf = (name: string): string =>
  `The parameter ${name} must be one string, and must not be repeated.`;

const refuse = (description: string): TokenRequest => ({ kind: 'refused', description });
