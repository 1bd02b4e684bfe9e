import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Deferred } from '../../test/support/deferred.js';

/** A failure of the network after the service has handled the request. */
type NetworkFailure = (response: ServerResponse) => void;

/** A response that does not arrive until the test releases it. */
interface HeldResponse {
  /** Resolves when the request has reached the service. */
  requested: Promise<void>;
  release: () => void;
}

export const REFRESH = '/api/token/refresh/';
export const BLACKLIST = '/api/token/blacklist/';

/** The network between clients and the service. It records refreshes and fails on demand. */
export class Network {
  private readonly keys: (string | undefined)[] = [];
  private readonly blacklisted: string[] = [];
  private readonly failures = new Map<string, NetworkFailure>();

  constructor(server: Server) {
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) =>
      this.intercept(request, response),
    );
  }

  /** @returns the keys of all refresh requests since the last call */
  takeKeys(): (string | undefined)[] {
    return this.keys.splice(0);
  }

  /** @returns the token of every blacklist request since the last call */
  takeBlacklisted(): string[] {
    return this.blacklisted.splice(0);
  }

  /** The service handles the next request to this path, and its response fails. */
  failNext(path: string, failure: NetworkFailure): void {
    this.failures.set(path, failure);
  }

  /** Removes all planned failures. */
  reset(): void {
    this.failures.clear();
  }

  /** @param status replaces the response */
  holdNext(path: string, status?: number): HeldResponse {
    const [requested, released] = [new Deferred<void>(), new Deferred<void>()];
    this.failures.set(path, (response) => {
      if (status !== undefined) replaceWith(status)(response);
      delay(response, released.promise);
      requested.resolve();
    });
    return { requested: requested.promise, release: () => released.resolve() };
  }

  private intercept(request: IncomingMessage, response: ServerResponse): void {
    const { url = '', method, headers } = request;
    if (url === REFRESH && method === 'POST') {
      this.keys.push(headers['idempotency-key'] as string | undefined);
    }
    if (url === BLACKLIST && method === 'POST') {
      copyBody(request, (body) => {
        this.blacklisted.push((JSON.parse(body) as { refresh: string }).refresh);
      });
    }
    const failure = this.failures.get(url);
    this.failures.delete(url);
    failure?.(response);
  }
}

/** The service still reads the body. */
function copyBody(request: IncomingMessage, take: (body: string) => void): void {
  const push = request.push.bind(request);
  let body = '';
  request.push = (chunk: Buffer | null) => {
    if (chunk === null) take(body);
    else body += chunk.toString();
    return push(chunk);
  };
}

/** The response is lost. */
export function lose(response: ServerResponse): void {
  response.end = () => response.destroy();
}

/** The connection breaks after the headers of the response. */
export function truncate(response: ServerResponse): void {
  response.end = () => {
    response.write('{');
    setImmediate(() => response.destroy());
    return response;
  };
}

/** A gateway responds in place of the service. */
export const replaceWith =
  (status: number, body = ''): NetworkFailure =>
  (response) => {
    const writeHead = response.writeHead.bind(response);
    const end = response.end.bind(response);
    response.writeHead = () => writeHead(status, { 'Content-Length': Buffer.byteLength(body) });
    response.end = () => end(body);
  };

function delay(response: ServerResponse, until: Promise<void>): void {
  const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
  response.end = (body?: unknown) => {
    void until.then(() => end(body));
    return response;
  };
}
