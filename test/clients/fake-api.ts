import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Deferred } from '../support/deferred.js';

/** What happens to an answer on its way. The service has done its work by then. */
type Mishap = (response: ServerResponse) => void;

/** An answer that is under way until the test lets it arrive. */
interface HeldResponse {
  /** The request has reached the service. */
  requested: Promise<void>;
  release: () => void;
}

const REFRESH = '/api/token/refresh/';
const BLACKLIST = '/api/token/blacklist/';

/** The way between the clients and the service: it counts refreshes, and does harm when told to. */
export class Wire {
  private readonly keys: (string | undefined)[] = [];
  private readonly blacklisted: string[] = [];
  private readonly mishaps = new Map<string, Mishap>();

  constructor(server: Server) {
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) =>
      this.pass(request, response),
    );
  }

  /** @returns the key of every request for a refresh since it was last asked */
  takeKeys(): (string | undefined)[] {
    return this.keys.splice(0);
  }

  /** @returns the token of every blacklist request since the last call */
  takeBlacklisted(): string[] {
    return this.blacklisted.splice(0);
  }

  loseNextRefresh(): void {
    this.mishaps.set(REFRESH, lose);
  }

  /** Drops the response. */
  loseNextBlacklist(): void {
    this.mishaps.set(BLACKLIST, lose);
  }

  /** Replaces the response. */
  failNextBlacklist(status: number): void {
    this.mishaps.set(BLACKLIST, (response) => replace(response, status));
  }

  /** The gateway before the service gives up waiting for it. */
  timeOutNextRefresh(): void {
    this.mishaps.set(REFRESH, (response) => replace(response, 504));
  }

  /** @param status what arrives instead of the answer */
  holdNextRefresh(status?: number): HeldResponse {
    return this.holdNext(REFRESH, status);
  }

  holdNext(path: string, status?: number): HeldResponse {
    const [requested, released] = [new Deferred<void>(), new Deferred<void>()];
    this.mishaps.set(path, (response) => {
      if (status !== undefined) replace(response, status);
      delay(response, released.promise);
      requested.resolve();
    });
    return { requested: requested.promise, release: () => released.resolve() };
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    const { url = '', method, headers } = request;
    if (url === REFRESH && method === 'POST') {
      this.keys.push(headers['idempotency-key'] as string | undefined);
    }
    if (url === BLACKLIST && method === 'POST') {
      copyBody(request, (body) => {
        this.blacklisted.push((JSON.parse(body) as { refresh: string }).refresh);
      });
    }
    this.mishaps.get(url)?.(response);
    this.mishaps.delete(url);
  }
}

/** Leaves the body unread for the service. */
function copyBody(request: IncomingMessage, take: (body: string) => void): void {
  const push = request.push.bind(request);
  let body = '';
  request.push = (chunk: Buffer | null) => {
    if (chunk === null) take(body);
    else body += chunk.toString();
    return push(chunk);
  };
}

function lose(response: ServerResponse): void {
  response.end = () => response.destroy();
}

function replace(response: ServerResponse, status: number): void {
  const writeHead = response.writeHead.bind(response);
  const end = response.end.bind(response);
  response.writeHead = () => writeHead(status, { 'Content-Length': 0 });
  response.end = () => end();
}

function delay(response: ServerResponse, until: Promise<void>): void {
  const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
  response.end = (body?: unknown) => {
    void until.then(() => end(body));
    return response;
  };
}
