import { Controller, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { MeController } from './me/me.controller.js';
import { TokenController } from './token/token.controller.js';

/** Our controllers, and what stands in their paths behind the prefix. */
const ROUTES: readonly (readonly [Type, string])[] = [
  [TokenController, 'token'],
  [MeController, 'me'],
];

const DEFAULT_PREFIX = 'api';

/**
 * Our controllers under a prefix. Nest keeps a controller's path on its class, so each module that is
 * configured gets classes of its own. Versions of the application's API are not ours.
 *
 * @param routes false: none; true: under `api`; a text: under that
 */
export function controllersUnder(routes: boolean | string): Type[] {
  if (routes === false) return [];
  const prefix = routes === true ? DEFAULT_PREFIX : routes.replace(/^\/+|\/+$/g, '');
  return ROUTES.map(([base, path]) => placed(base, `${prefix}/${path}`));
}

function placed(base: Type, path: string): Type {
  const controller = class extends base {};
  Object.defineProperty(controller, 'name', { value: base.name });
  Controller({ path, version: VERSION_NEUTRAL })(controller);
  return controller;
}
