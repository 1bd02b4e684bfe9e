import { createHmac } from 'node:crypto';

/** The secret of every service that the toolkit starts. */
export const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ceG';

export type Claims = Record<string, unknown>;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The claims of a token, without verification. */
export function claimsOf(token: string): Claims {
  const payload = token.split('.')[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
}

/** The ID of the session of a token. */
export const sidOf = (token: string): string => claimsOf(token)['sid'] as string;

export function headerOf(token: string): string {
  return Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
}

/** Signs a token without Keyturn, as any holder of the secret can. */
export function sign(claims: Claims, secret: string, header: Claims = HS256): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const HS256 = { alg: 'HS256', typ: 'JWT' };
