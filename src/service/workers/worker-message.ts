import type { Listening } from '../bootstrap/announce.js';
import type { Variables } from '../configuration/variable.js';
import type { MetricSnapshot } from '../metrics/metrics.js';

/** A message from the primary process to a worker. */
export type ToWorker = StartMessage | StopMessage | { type: 'collect' };

export interface StartMessage {
  type: 'start';
  /** Sent instead of inherited, because the files of secrets were read once. */
  variables: Variables;
  /** Whether the worker prepares the tables and the users. */
  isFirst: boolean;
  isTTY: boolean;
}

export interface StopMessage {
  type: 'stop';
  /** Whether another worker serves its port: the service stays ready. */
  isReplaced: boolean;
}

/** A message from a worker to the primary process. */
export type FromWorker =
  /** The worker receives messages. */
  | { type: 'ready' }
  | ({ type: 'listening' } & Listening)
  | { type: 'metrics'; metrics: MetricSnapshot };

/** The variable that makes a process a worker. The primary process sets it. */
export const WORKER_VARIABLE = 'KEYTURN_WORKER';
