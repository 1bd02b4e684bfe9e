import { describe, expect, it } from '@jest/globals';
import { PLATFORMS } from '../support/application.js';
import { describeGuard } from './describe-guard.js';
import { GuardedApplication } from './guarded-application.js';
import { overCookies, overHttp } from './transports/http.js';
import { TCP, TCP_METADATA } from './transports/tcp.js';
import { guardedHandlers } from './transports/transport.js';
import { WS } from './transports/ws.js';

const HTTP = [...PLATFORMS.map(overHttp), ...PLATFORMS.map(overCookies)];

describe.each([...HTTP, WS, TCP, TCP_METADATA])('JwtAuthGuard over $name', describeGuard);

describe.each(PLATFORMS)('a guard that reads the token from a cookie on %s', (platform) => {
  it('rejects a token in the Authorization header when extractToken reads only the cookie', async () => {
    const transport = overCookies(platform);
    const application = await GuardedApplication.start(transport.serve(guardedHandlers(transport)));
    expect(await application.http.statusOf('/id', await application.logIn())).toBe(401);
  });
});
