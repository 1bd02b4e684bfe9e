import type { ExecutionContext, Type } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { ClaimRequirement } from '../../domain/claim-requirements.js';

/** `optional`: whoever sends no token is let in as nobody; a bad token is refused as everywhere. */
export type Access = 'required' | 'optional' | 'public';

const ACCESS = 'keyturn:access';
const REQUIREMENTS = 'keyturn:requirements';

/** What a route asks of its caller. */
export interface AccessRules {
  access: Access;
  requirements: readonly ClaimRequirement[];
}

/**
 * Says who may enter a controller or a handler.
 *
 * @throws {TypeError} when the same place asks for claims: one of the two would be ignored
 */
export function declareAccess(access: Access, holder: object): void {
  if (access === 'public' && requirementsOf(holder).length > 0) throw contradiction(holder);
  Reflect.defineMetadata(ACCESS, access, holder);
}

/** Asks for a token, unless the same place says otherwise. What stands around it is not asked. */
export function requireToken(holder: object): void {
  if (!Reflect.hasOwnMetadata(ACCESS, holder)) declareAccess('required', holder);
}

/**
 * Asks for claims, beside those that are asked for already. Where nothing else is said, a token is
 * required then, also inside a controller that is public.
 *
 * @throws {TypeError} when the same place is public
 */
export function requireClaims(requirements: readonly ClaimRequirement[], holder: object): void {
  if (Reflect.getOwnMetadata(ACCESS, holder) === 'public') throw contradiction(holder);
  requireToken(holder);
  Reflect.defineMetadata(REQUIREMENTS, [...requirementsOf(holder), ...requirements], holder);
}

type Handler = ReturnType<ExecutionContext['getHandler']>;

/** What was read of each handler, by its controller: decorators are done when requests come. */
const known = new WeakMap<object, WeakMap<object, AccessRules>>();

/** The handler's access wins over its controller's; both their requirements hold. */
export function accessRulesOf(context: ExecutionContext, reflector: Reflector): AccessRules {
  const [handler, controller] = [context.getHandler(), context.getClass()];
  return known.get(handler)?.get(controller) ?? readRules(handler, controller, reflector);
}

function readRules(handler: Handler, controller: Type, reflector: Reflector): AccessRules {
  const holders = [handler, controller];
  const rules = {
    access: reflector.getAllAndOverride<Access | undefined>(ACCESS, holders) ?? 'required',
    requirements: holders.flatMap(requirementsOf),
  };
  const ofHandler = known.get(handler) ?? new WeakMap<object, AccessRules>();
  known.set(handler, ofHandler.set(controller, rules));
  return rules;
}

const requirementsOf = (holder: object): readonly ClaimRequirement[] =>
  (Reflect.getMetadata(REQUIREMENTS, holder) as ClaimRequirement[] | undefined) ?? [];

function contradiction(holder: object): TypeError {
  const { name } = holder as { name?: string };
  return new TypeError(`${name ?? 'A route'} is @Public() and asks for claims: take one away.`);
}
