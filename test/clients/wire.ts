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

/** The way between the clients and the service: it counts refreshes, and does harm when told to. */
export class Wire {
  private readonly keys: (string | undefined)[] = [];
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

  loseNextRefresh(): void {
    this.mishaps.set(REFRESH, lose);
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

  private pass({ url = '', method, headers }: IncomingMessage, answer: ServerResponse): void {
    if (url === REFRESH && method === 'POST') {
      this.keys.push(headers['idempotency-key'] as string | undefined);
    }
    this.mishaps.get(url)?.(answer);
    this.mishaps.delete(url);
  }
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
