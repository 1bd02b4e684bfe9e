import { Connection, ConnectionEnded, type RawResponse } from './connection.js';

/** A request as a client makes it. */
export interface RawRequest {
  method: 'GET' | 'POST';
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** Whoever brings a request to an instance, and its answer back. */
export interface Carrier {
  carry(request: RawRequest): Promise<RawResponse>;
}

/** As long as deploy/nginx.conf keeps a connection that nobody uses. */
const KEPT_MS = 2_000;

interface Idle {
  connection: Connection;
  since: number;
}

/**
 * What nginx does with deploy/nginx.conf, and nothing kinder. Connections are kept for two seconds,
 * the last used one is used first. What could not be sent goes to the next instance; what was sent
 * and not answered by a single byte goes there only when it is a GET or carries an Idempotency-Key.
 * Everything else is a failure that a client sees.
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
        return await this.ask(origin, request);
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

  private async ask(origin: string, request: RawRequest): Promise<RawResponse> {
    const connection = this.kept(origin) ?? (await Connection.open(origin));
    const { method, path, headers, body } = request;
    const response = await connection.request(method, path, headers, body);
    if (response.headers.get('connection') === 'close') connection.close();
    else this.poolOf(origin).push({ connection, since: Date.now() });
    return response;
  }

  private kept(origin: string): Connection | undefined {
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

/** Whether it was not sent, or does no harm when it is sent again. */
function mayBeRepeated({ method, headers }: RawRequest, error: unknown): boolean {
  if (!(error instanceof ConnectionEnded)) return true;
  return !error.hasBegun && (method === 'GET' || headers?.['Idempotency-Key'] !== undefined);
}

/** A client that is connected to a proxy, by one connection. */
export class DirectLine implements Carrier {
  private constructor(private readonly connection: Connection) {}

  static async open(origin: string): Promise<DirectLine> {
    return new DirectLine(await Connection.open(origin));
  }

  carry({ method, path, headers, body }: RawRequest): Promise<RawResponse> {
    return this.connection.request(method, path, headers, body);
  }

  close(): void {
    this.connection.close();
  }
}
