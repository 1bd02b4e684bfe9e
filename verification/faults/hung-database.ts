import { setTimeout } from 'node:timers/promises';
import type { Fault } from './fault.js';
import type { PostgresDatabase } from './postgres-database.js';

/** Stops every process of PostgreSQL. The kernel accepts connections, but PostgreSQL does not respond. */
export const frozenDatabase: Fault<PostgresDatabase> = {
  name: 'PostgreSQL hangs (SIGSTOP)',
  pauseMs: [300, 900],
  async inject({ database, random }) {
    const resumeAll = await database.suspend();
    await setTimeout(random.between(1_300, 3_000)).finally(resumeAll);
  },
  effectCount: ({ counters }) => counters.of(503),
};

/** Accepts connections, but delivers data only after the fault. */
export const silentDatabase: Fault<PostgresDatabase> = {
  name: 'the network to PostgreSQL stalls',
  pauseMs: [300, 900],
  async inject({ database: { gate }, random }) {
    gate.stall();
    await setTimeout(random.between(1_300, 3_000));
    gate.resume();
  },
  effectCount: ({ counters }) => counters.of(503),
};

export const refusingDatabase: Fault<PostgresDatabase> = {
  name: 'PostgreSQL refuses connections',
  pauseMs: [300, 900],
  async inject({ database: { gate }, random }) {
    await gate.refuse();
    await setTimeout(random.between(500, 2_000));
    await gate.listen();
  },
  effectCount: ({ counters }) => counters.of(503),
};
