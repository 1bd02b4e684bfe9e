import type { ExecutionContext, Type } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { ClaimRequirement } from '../../../domain/claim-requirements.js';

/** `optional`: a request without a token is allowed, and an invalid token is rejected. */
export type Access = 'required' | 'optional' | 'public';

const ACCESS = 'keyturn:access';
const REQUIREMENTS = 'keyturn:requirements';

/** The access rules of a route. */
export interface AccessRules {
  access: Access;
  requirements: readonly ClaimRequirement[];
}

/**
 * Sets the access of a controller or a handler.
 *
 * @throws {TypeError} if `access` is `public` and the same class or method requires claims, which
 *   would be ignored
 */
export function declareAccess(access: Access, holder: object): void {
  if (access === 'public' && requirementsOf(holder).length > 0) throw contradiction(holder);
  Reflect.defineMetadata(ACCESS, access, holder);
}

/**
 * Requires a token, unless the same class or method sets another access. Ignores the class of a
 * method.
 */
export function requireToken(holder: object): void {
  if (!Reflect.hasOwnMetadata(ACCESS, holder)) declareAccess('required', holder);
}

/**
 * Requires claims, in addition to the claims that are required already. It also requires a token,
 * unless the same class or method sets another access: in a public controller too.
 *
 * @throws {TypeError} if the same class or method is public
 */
export function requireClaims(requirements: readonly ClaimRequirement[], holder: object): void {
  if (Reflect.getOwnMetadata(ACCESS, holder) === 'public') throw contradiction(holder);
  requireToken(holder);
  Reflect.defineMetadata(REQUIREMENTS, [...requirementsOf(holder), ...requirements], holder);
}

type Handler = ReturnType<ExecutionContext['getHandler']>;

/** Cached rules by handler and controller. Decorators do not run any more when requests arrive. */
const cache = new WeakMap<object, WeakMap<object, AccessRules>>();

/**
 * Returns the rules of a handler. Its access overrides its controller's; the requirements of both
 * apply.
 */
export function accessRulesOf(context: ExecutionContext, reflector: Reflector): AccessRules {
  const [handler, controller] = [context.getHandler(), context.getClass()];
  return cache.get(handler)?.get(controller) ?? readRules(handler, controller, reflector);
}

function readRules(handler: Handler, controller: Type, reflector: Reflector): AccessRules {
  const holders = [handler, controller];
  const rules = {
    access: reflector.getAllAndOverride<Access | undefined>(ACCESS, holders) ?? 'required',
    requirements: holders.flatMap(requirementsOf),
  };
  const ofHandler = cache.get(handler) ?? new WeakMap<object, AccessRules>();
  cache.set(handler, ofHandler.set(controller, rules));
  return rules;
}

const requirementsOf = (holder: object): readonly ClaimRequirement[] =>
  (Reflect.getMetadata(REQUIREMENTS, holder) as ClaimRequirement[] | undefined) ?? [];

function contradiction(holder: object): TypeError {
  const { name } = holder as { name?: string };
  return new TypeError(
    `${name ?? 'A route'} is @Public() and requires claims. Remove one of them.`,
  );
}
