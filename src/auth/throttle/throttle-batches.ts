import type { BatchLimits } from '../domain/batcher.js';

/** The limits of the batches of counters. Each running batch uses a connection. */
export const THROTTLE_BATCHES: BatchLimits = { maxSize: 200, maxRunning: 3 };
