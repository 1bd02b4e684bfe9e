import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';

/** One response as it was received on a connection. */
export interface RawResponse {
  status: number;
  /** Names are in lower case. */
  headers: Map<string, string>;
  body: string;
}

/** The connection was closed before a complete response was received. */
export class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded';

  /** @param hasBegun whether a part of the response was received */
  constructor(readonly hasBegun: boolean) {
    super('The connection ended.');
  }
}

/** Sends bytes on a connection of their own. @returns everything that the server sends back */
export async function sendRaw(origin: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  return text(socket);
}

/** A single connection. It never repeats a request. */
export class Connection {
  private received = '';
  private readonly ended: Promise<unknown>;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes: Buffer) => (this.received += bytes.toString('latin1')));
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => socket.once('close', resolve));
  }

  /**
   * @param localAddress the source address; on Linux any of 127.0.0.0/8
   * @throws when no server listens
   */
  static async open(origin: string, localAddress?: string): Promise<Connection> {
    const { hostname, port, protocol } = new URL(origin);
    const isSecure = protocol === 'https:';
    const from = localAddress === undefined ? {} : { localAddress };
    // The certificates of the tests are self-signed.
    const options = { host: hostname, port: Number(port), rejectUnauthorized: false, ...from };
    const socket = isSecure ? connectTls(options) : connect(options);
    await once(socket, isSecure ? 'secureConnect' : 'connect');
    return new Connection(socket.setNoDelay());
  }

  get isOpen(): boolean {
    return !this.socket.destroyed && this.socket.readable;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** @throws {ConnectionEnded} */
  async request(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ): Promise<RawResponse> {
    const all = {
      Host: 'localhost',
      'Content-Length': String(Buffer.byteLength(body)),
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    this.send(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
    return this.read();
  }

  /** Reads the next response. @throws {ConnectionEnded} */
  async read(): Promise<RawResponse> {
    for (;;) {
      const response = this.take();
      if (response !== undefined) return response;
      if (!this.isOpen) throw new ConnectionEnded(this.received !== '');
      await Promise.race([once(this.socket, 'data').catch(() => undefined), this.ended]);
    }
  }

  /** Resolves when the server has closed the connection. */
  async untilClosed(): Promise<void> {
    await this.ended;
  }

  close(): void {
    this.socket.destroy();
  }

  private take(): RawResponse | undefined {
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [statusLine = '', ...lines] = this.received.slice(0, end).split('\r\n');
    const headers = new Map(lines.map((line) => nameAndValue(line)));
    const length = Number(headers.get('content-length') ?? 0);
    const rest = this.received.slice(end + 4);
    if (rest.length < length) return undefined;
    this.received = rest.slice(length);
    return { status: Number(statusLine.split(' ')[1]), headers, body: rest.slice(0, length) };
  }
}

function nameAndValue(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
