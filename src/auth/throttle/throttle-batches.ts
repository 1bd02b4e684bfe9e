import type { BatchLimits } from '../domain/batcher.js';

/** The batches of counters, of which each uses a connection. */
export const THROTTLE_BATCHES: BatchLimits = { maxSize: 200, maxRunning: 3 };
