import { get } from 'node:http';
import { text } from 'node:stream/consumers';

const TIMEOUT_MS = 2_000;

/** As much of an answer as a log line bears. */
const MAX_BODY = 200;

export interface Health {
  ready: boolean;
  /** Why, in a sentence. */
  reason: string;
}

/** Asks a service on this machine whether it is ready. It never takes longer than two seconds. */
export async function askHealth(host: string, port: number): Promise<Health> {
  if (port === 0)
    return { ready: false, reason: 'PORT is 0: where the service listens is not known.' };
  const url = healthUrl(host, port);
  try {
    const { status, body } = await ask(url);
    if (status === 200) return { ready: true, reason: 'Ready.' };
    const response = `${status} ${body.slice(0, MAX_BODY)}`.trim();
    return { ready: false, reason: `Not ready: ${url} answered ${response}` };
  } catch (error) {
    return { ready: false, reason: `Not ready: ${url} ${whyNot(error as Error)}.` };
  }
}

/** A service that listens everywhere listens on the loopback address; one on an address only there. */
export function healthUrl(host: string, port: number): string {
  const isEverywhere = ['0.0.0.0', '::', '[::]'].includes(host);
  const reached = isEverywhere ? '127.0.0.1' : host;
  return `http://${/^[^[]*:/.test(reached) ? `[${reached}]` : reached}:${port}/health/ready`;
}

/** Not by fetch, which refuses ports such as 6000 that a service may well have. */
function ask(url: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) };
    const request = get(url, options, (response) => {
      const answered = (body: string) => resolve({ status: response.statusCode, body });
      text(response).then(answered, reject);
    });
    request.once('error', reject);
  });
}

function whyNot({ name, code, message }: NodeJS.ErrnoException): string {
  if (name === 'AbortError') return `did not answer in ${TIMEOUT_MS / 1000} s`;
  return `cannot be reached: ${code ?? message}`;
}
