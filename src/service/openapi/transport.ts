import type { AuthSettings } from '../../auth/config/auth.settings.js';

/** How the service moves tokens. The OpenAPI document depends on it. */
export type Transport = Pick<
  AuthSettings,
  'refreshTokenTransport' | 'accessTokenTransport' | 'cookieSameSite' | 'cookieDomain'
>;

/** The default, which `openapi.json` in the repository describes. */
export const BODY: Transport = {
  refreshTokenTransport: 'body',
  accessTokenTransport: 'header',
  cookieSameSite: 'strict',
  cookieDomain: undefined,
};
