import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Deferred } from '../support/deferred.js';

/** What happens to an answer on its way. The service has done its work by then. */
type Mishap = (answer: ServerResponse) => void;

/** An answer that is under way until the test lets it arrive. */
interface HeldAnswer {
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
    server.prependListener('request', (request: IncomingMessage, answer: ServerResponse) =>
      this.pass(request, answer),
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
    this.mishaps.set(BLACKLIST, (answer) => replace(answer, status));
  }

  /** The gateway before the service gives up waiting for it. */
  timeOutNextRefresh(): void {
    this.mishaps.set(REFRESH, (answer) => replace(answer, 504));
  }

  /** @param status what arrives instead of the answer */
  holdNextRefresh(status?: number): HeldAnswer {
    return this.holdNext(REFRESH, status);
  }

  holdNext(path: string, status?: number): HeldAnswer {
    const [requested, released] = [new Deferred<void>(), new Deferred<void>()];
    this.mishaps.set(path, (answer) => {
      if (status !== undefined) replace(answer, status);
      delay(answer, released.promise);
      requested.resolve();
    });
    return { requested: requested.promise, release: () => released.resolve() };
  }

  private pass(request: IncomingMessage, answer: ServerResponse): void {
    const { url = '', method, headers } = request;
    if (url === REFRESH && method === 'POST') {
      this.keys.push(headers['idempotency-key'] as string | undefined);
    }
    if (url === BLACKLIST && method === 'POST') {
      copyBody(request, (body) => {
        this.blacklisted.push((JSON.parse(body) as { refresh: string }).refresh);
      });
    }
    this.mishaps.get(url)?.(answer);
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

function lose(answer: ServerResponse): void {
  answer.end = () => answer.destroy();
}

function replace(answer: ServerResponse, status: number): void {
  const writeHead = answer.writeHead.bind(answer);
  const end = answer.end.bind(answer);
  answer.writeHead = () => writeHead(status, { 'Content-Length': 0 });
  answer.end = () => end();
}

function delay(answer: ServerResponse, until: Promise<void>): void {
  const end = answer.end.bind(answer) as (body?: unknown) => ServerResponse;
  answer.end = (body?: unknown) => {
    void until.then(() => end(body));
    return answer;
  };
}
