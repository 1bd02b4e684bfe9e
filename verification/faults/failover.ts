import type { Fault } from './fault.js';
import type { ReplicatedDatabase } from './replicated-database.js';

/** Kills the primary with SIGKILL and promotes its synchronous standby. */
export const failover: Fault<ReplicatedDatabase> = {
  name: 'failover to a synchronous standby',
  pauseMs: [500, 1_500],
  inject: ({ database }) => database.failOver(),
  effectCount: ({ counters }) => counters.of(503),
};
