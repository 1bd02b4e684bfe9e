import type { Fault } from './fault.js';
import type { ReplicatedDatabase } from './replicated-database.js';

/** kill -9 of the primary. Its synchronous standby is promoted. */
export const failover: Fault<ReplicatedDatabase> = {
  name: 'failover to a synchronous standby',
  pauseMs: [500, 1_500],
  inject: ({ database }) => database.failOver(),
  effectCount: ({ counters }) => counters.of(503),
};
