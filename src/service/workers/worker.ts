import { STOP_SIGNALS } from '../shutdown/stop-signals.js';
import type { Output } from '../bootstrap/announce.js';
import { serve } from '../bootstrap/start.js';
import { stop } from '../bootstrap/stop.js';
import { readEnvironment } from '../configuration/environment.js';
import type { FromWorker, StartMessage, StopMessage, ToWorker } from './worker-message.js';

/**
 * Runs a worker until the primary process stops it. Node ends it when the primary process ends.
 *
 * @param onListening called once
 * @throws the errors of the start and of the shutdown
 */
export async function runWorker(output: Output, onListening: () => void): Promise<void> {
  const stopped = stopRequest();
  const { variables, isFirst, isTTY } = await startRequest();
  const environment = readEnvironment(variables);
  const role = { isFirst, isWorker: true };
  const { app, metrics, apiUrl, firstUser } = await serve(environment, { ...output, isTTY }, role);
  const sendMetrics = async () =>
    metrics && (await send({ type: 'metrics', metrics: await metrics.snapshot() }));
  onMessage('collect', () => void sendMetrics());
  await send({ type: 'listening', apiUrl, firstUser });
  onListening();
  await stop(app, await stopped);
  await sendMetrics();
}

function startRequest(): Promise<StartMessage> {
  return new Promise((resolve) => {
    onMessage('start', resolve);
    void send({ type: 'ready' });
  });
}

/** Resolves with a stop message of the primary process, or at a signal. */
function stopRequest(): Promise<Pick<StopMessage, 'isReplaced'>> {
  return new Promise((resolve) => {
    onMessage('stop', resolve);
    for (const signal of STOP_SIGNALS) process.on(signal, () => resolve({ isReplaced: false }));
    // The primary process restarts the workers at this signal. Without a listener it would end this one.
    process.on('SIGUSR2', () => undefined);
  });
}

function onMessage<T extends ToWorker['type']>(
  type: T,
  listener: (message: Extract<ToWorker, { type: T }>) => void,
): void {
  process.on('message', (message: ToWorker) => {
    if (message.type === type) listener(message as Extract<ToWorker, { type: T }>);
  });
}

/** Resolves when the message is written. The primary process may have ended. */
const send = (message: FromWorker): Promise<void> =>
  new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
