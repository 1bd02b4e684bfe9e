import type { Fault } from './fault.js';
import type { ReplicatedDatabase } from './replicated-database.js';

/** kill -9 of the primary; its synchronous standby takes its place. */
export const failover: Fault<ReplicatedDatabase> = {
  name: 'failover to a synchronous standby',
  pauseMs: [500, 1_500],
  strike: ({ database }) => database.failOver(),
  timesFelt: ({ counters }) => counters.of(503),
};
