import type { Fault } from './fault.js';

/** SIGTERM to a random server, behind a proxy like that of deploy/nginx.conf. */
export const gracefulStop: Fault = {
  name: 'SIGTERM, and a restart, under load',
  pauseMs: [200, 600],
  isGraceful: true,
  async inject({ servers, random }) {
    await random.oneOf(servers).restart('SIGTERM');
  },
  // Clients must not observe any effect, so the supervisor counts the stops.
  effectCount: ({ fixture: { servers } }) => servers.reduce((sum, { stops }) => sum + stops, 0),
};
