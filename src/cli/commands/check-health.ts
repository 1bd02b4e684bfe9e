import { get, type IncomingMessage } from 'node:http';
import { get as getOverTls } from 'node:https';
import { text } from 'node:stream/consumers';

const TIMEOUT_MS = 2_000;

/** Maximum length of a response body in a log line, in characters. */
const MAX_BODY = 200;

export interface Health {
  ready: boolean;
  /** The reason, as a sentence. */
  reason: string;
}

/** Checks whether a service on this machine is ready. Takes at most two seconds. */
export async function checkHealth(host: string, port: number, isTls = false): Promise<Health> {
  if (port === 0)
    return { ready: false, reason: 'PORT is 0, so the port of the service is unknown.' };
  const url = healthUrl(host, port, isTls);
  try {
    const { status, body } = await send(url);
    if (status === 200) return { ready: true, reason: 'Ready.' };
    const response = `${status} ${body.slice(0, MAX_BODY)}`.trim();
    return { ready: false, reason: `Not ready: ${url} responded with ${response}` };
  } catch (error) {
    return { ready: false, reason: `Not ready: ${url} ${whyNot(error as Error)}.` };
  }
}

/** Returns the loopback address for a service that listens on every address. */
export function healthUrl(host: string, port: number, isTls = false): string {
  const isEverywhere = ['0.0.0.0', '::', '[::]'].includes(host);
  const reached = isEverywhere ? '127.0.0.1' : host;
  const name = /^[^[]*:/.test(reached) ? `[${reached}]` : reached;
  return `${isTls ? 'https' : 'http'}://${name}:${port}/health/ready`;
}

/** Does not use `fetch`, which blocks ports such as 6000. */
function send(url: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const onResponse = (response: IncomingMessage) => {
      const onBody = (body: string) => resolve({ status: response.statusCode, body });
      text(response).then(onBody, reject);
    };
    const options = { agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) };
    // The certificate names the public host, and the request contains no secret.
    const request = url.startsWith('https:')
      ? getOverTls(url, { ...options, rejectUnauthorized: false }, onResponse)
      : get(url, options, onResponse);
    request.once('error', reject);
  });
}

function whyNot({ name, code, message }: NodeJS.ErrnoException): string {
  if (name === 'AbortError') return `did not respond within ${TIMEOUT_MS / 1000} s`;
  return `cannot be reached: ${code ?? message}`;
}
