import { Connection, ConnectionEnded, type RawResponse } from './connection.js';

/** A request of a client. */
export interface RawRequest {
  method: 'GET' | 'POST';
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** Sends a request to an instance and returns the response. */
export interface Carrier {
  carry(request: RawRequest): Promise<RawResponse>;
}

/** The idle timeout of connections in deploy/nginx.conf. */
const KEPT_MS = 2_000;

interface Idle {
  connection: Connection;
  since: number;
}

/**
 * Behaves like nginx with deploy/nginx.conf. It keeps connections for two seconds and uses the most
 * recently used one first. If a request could not be sent, it goes to the next instance. If it was
 * sent without any response, it goes there only when it is a GET or has an Idempotency-Key.
 * Everything else is a failure for the client.
 */
export class Proxy implements Carrier {
  private readonly idle = new Map<string, Idle[]>();
  private turn = 0;

  constructor(private readonly origins: readonly string[]) {}

  async carry(request: RawRequest): Promise<RawResponse> {
    const first = this.turn++;
    const order = this.origins.map((_, i) => this.origins[(first + i) % this.origins.length]!);
    let failure: unknown;
    for (const origin of order) {
      try {
        return await this.send(origin, request);
      } catch (error) {
        failure = error;
        if (!mayBeRepeated(request, error)) break;
      }
    }
    throw failure;
  }

  close(): void {
    for (const { connection } of [...this.idle.values()].flat()) connection.close();
  }

  private async send(origin: string, request: RawRequest): Promise<RawResponse> {
    const connection = this.takeIdle(origin) ?? (await Connection.open(origin));
    const { method, path, headers, body } = request;
    const response = await connection.request(method, path, headers, body);
    if (response.headers.get('connection') === 'close') connection.close();
    else this.poolOf(origin).push({ connection, since: Date.now() });
    return response;
  }

  private takeIdle(origin: string): Connection | undefined {
    const pool = this.poolOf(origin);
    const isUsable = ({ connection, since }: Idle) =>
      connection.isOpen && Date.now() - since < KEPT_MS;
    pool.filter((one) => !isUsable(one)).forEach(({ connection }) => connection.close());
    this.idle.set(origin, pool.filter(isUsable));
    return this.poolOf(origin).pop()?.connection;
  }

  private poolOf(origin: string): Idle[] {
    const pool = this.idle.get(origin) ?? [];
    this.idle.set(origin, pool);
    return pool;
  }
}

/** Whether the request was not sent, or may be sent again. */
function mayBeRepeated({ method, headers }: RawRequest, error: unknown): boolean {
  if (!(error instanceof ConnectionEnded)) return true;
  return !error.hasBegun && (method === 'GET' || headers?.['Idempotency-Key'] !== undefined);
}

/** A client with one connection to a proxy. */
export class DirectConnection implements Carrier {
  private constructor(private readonly connection: Connection) {}

  static async open(origin: string): Promise<DirectConnection> {
    return new DirectConnection(await Connection.open(origin));
  }

  carry({ method, path, headers, body }: RawRequest): Promise<RawResponse> {
    return this.connection.request(method, path, headers, body);
  }

  close(): void {
    this.connection.close();
  }
}
