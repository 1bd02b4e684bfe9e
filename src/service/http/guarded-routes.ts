import type { ExecutionContext, Type } from '@nestjs/common';
import { GUARDS_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import { JwtAuthGuard } from '../../auth/http/guard/jwt-auth.guard.js';
import { withoutSlash } from './route-table.js';

type Handler = ReturnType<ExecutionContext['getHandler']>;

/** A handler that `JwtAuthGuard` guards. */
export interface GuardedRoute {
  controller: Type;
  handler: Handler;
}

/** Returns the routes with `@UseGuards(JwtAuthGuard)` by path, such as `/api/me`. */
export function guardedRoutesOf(modules: ModulesContainer): ReadonlyMap<string, GuardedRoute> {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()]);
  const routes = controllers.flatMap(({ metatype }) => routesOf(metatype as Type));
  return new Map(routes.flatMap((route) => pathsOf(route).map((path) => [path, route])));
}

function routesOf(controller: Type): GuardedRoute[] {
  return handlersOf(controller)
    .filter((handler) => isGuarded(controller) || isGuarded(handler))
    .map((handler) => ({ controller, handler }));
}

function handlersOf(controller: Type): Handler[] {
  const { prototype } = controller as { prototype: Record<string, Handler> };
  return new MetadataScanner().getAllMethodNames(prototype).map((name) => prototype[name]!);
}

const isGuarded = (holder: object): boolean =>
  ((Reflect.getMetadata(GUARDS_METADATA, holder) ?? []) as unknown[]).includes(JwtAuthGuard);

const pathsOf = ({ controller, handler }: GuardedRoute): string[] =>
  declaredPaths(controller).flatMap((start) =>
    declaredPaths(handler).map((end) => withoutSlash(`/${start}/${end}`.replace(/\/+/g, '/'))),
  );

/** @returns an empty list for a method that is not a handler */
const declaredPaths = (holder: object): string[] =>
  [(Reflect.getMetadata(PATH_METADATA, holder) ?? []) as string | string[]].flat();
