import { Controller, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { CheckController } from './check/check.controller.js';
import { JwksController } from './keys/jwks.controller.js';
import { MeController } from './me/me.controller.js';
import { PasswordController } from './me/password.controller.js';
import { RevocationController } from './oauth/revocation.controller.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { TokenController } from './token/token.controller.js';

/** The controllers of the module, and their paths after the prefix. */
const ROUTES: readonly (readonly [Type, string])[] = [
  [TokenController, 'token'],
  [CheckController, 'token/check'],
  [RevocationController, 'token/revoke'],
  [MeController, 'me'],
  [SessionsController, 'sessions'],
];

/** Only for the module's own users: it cannot change those of another store. */
const ROUTES_OF_OWN_USERS: typeof ROUTES = [[PasswordController, 'me/password']];

const JWKS_PATH = '.well-known/jwks.json';

const DEFAULT_PREFIX = 'api';

/**
 * Returns the controllers with a prefix. Nest stores a controller's path in its class, so each
 * configured module gets its own classes. They ignore the versions of the application's API.
 *
 * @param routes false: no controllers; true: the prefix `api`; a string: that prefix
 * @param hasOwnUsers whether the module's own user store is used
 */
export function controllersUnder(routes: boolean | string, hasOwnUsers: boolean): Type[] {
  if (routes === false) return [];
  const prefix = routes === true ? DEFAULT_PREFIX : routes.replace(/^\/+|\/+$/g, '');
  const all = [...ROUTES, ...(hasOwnUsers ? ROUTES_OF_OWN_USERS : [])];
  return [
    ...all.map(([base, path]) => controllerAt(base, `${prefix}/${path}`)),
    controllerAt(JwksController, jwksPathUnder(prefix)),
  ];
}

/**
 * Verifiers look for the keys at the origin. With another prefix they are below it, because an
 * application may have several modules.
 */
const jwksPathUnder = (prefix: string): string =>
  prefix === DEFAULT_PREFIX ? JWKS_PATH : `${prefix}/${JWKS_PATH}`;

function controllerAt(base: Type, path: string): Type {
  const controller = class extends base {};
  Object.defineProperty(controller, 'name', { value: base.name });
  Controller({ path, version: VERSION_NEUTRAL })(controller);
  return controller;
}
