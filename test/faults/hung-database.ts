import { setTimeout } from 'node:timers/promises';
import type { Fault } from './fault.js';
import type { PostgresDatabase } from './postgres-database.js';

/** Every process of PostgreSQL stands still: the kernel takes connections, nobody answers. */
export const frozenDatabase: Fault<PostgresDatabase> = {
  name: 'PostgreSQL hangs (SIGSTOP)',
  pauseMs: [300, 900],
  async strike({ database, chance }) {
    const wake = await database.freeze();
    await setTimeout(chance.between(1_300, 3_000)).finally(wake);
  },
  timesFelt: ({ counters }) => counters.of(503),
};

/** The network takes connections and brings nothing; what was written arrives when it is over. */
export const silentDatabase: Fault<PostgresDatabase> = {
  name: 'the way to PostgreSQL is silent',
  pauseMs: [300, 900],
  async strike({ database: { gate }, chance }) {
    gate.silence();
    await setTimeout(chance.between(1_300, 3_000));
    gate.speak();
  },
  timesFelt: ({ counters }) => counters.of(503),
};

export const refusingDatabase: Fault<PostgresDatabase> = {
  name: 'PostgreSQL refuses connections',
  pauseMs: [300, 900],
  async strike({ database: { gate }, chance }) {
    await gate.refuse();
    await setTimeout(chance.between(500, 2_000));
    await gate.listen();
  },
  timesFelt: ({ counters }) => counters.of(503),
};
