import type { Fault } from './fault.js';

/** SIGTERM to one server after the other, behind a proxy as deploy/nginx.conf has it. */
export const gracefulStop: Fault = {
  name: 'SIGTERM, and a restart, under load',
  pauseMs: [200, 600],
  isGraceful: true,
  async strike({ servers, chance }) {
    await chance.oneOf(servers).restart('SIGTERM');
  },
  // Clients are to feel nothing of it: it is seen from outside.
  timesFelt: ({ fixture: { servers } }) => servers.reduce((sum, { stops }) => sum + stops, 0),
};
