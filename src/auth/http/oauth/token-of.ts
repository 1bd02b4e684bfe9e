import { OAuthRequestError } from '../../domain/auth-error.js';
import { readTokenRequest } from '../../domain/oauth/token-request.js';
import type { RequestParameters } from './request-parameters.js';

/** @throws {OAuthRequestError} if the parameter is missing or repeated */
export function tokenOf(parameters: RequestParameters): string {
  const request = readTokenRequest(parameters);
  if (request.kind === 'refused') throw new OAuthRequestError(request.description);
  return request.token;
}
