import { TokenCookie } from '../../auth/http/cookies/token-cookie.js';
import type { Transport } from './transport.js';

/** The security schemes that a service with cookies adds. */
export const cookieSecuritySchemes = (transport: Transport) => ({
  refreshCookie: cookieScheme('refresh', transport),
  ...(transport.accessTokenTransport === 'cookie' && {
    accessCookie: cookieScheme('access', transport),
  }),
});

const cookieScheme = (type: 'access' | 'refresh', transport: Transport) => ({
  type: 'apiKey',
  in: 'cookie',
  name: new TokenCookie(type, transport).name,
  description:
    `The ${type} token of the session, which no script can read. A log-in and a refresh set it. ` +
    'Tokens are verified according to RFC8725.',
});
