import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

interface Connection {
  client: Socket;
  database: Socket;
}

/** A TCP proxy between the servers and PostgreSQL that can stall, refuse and reset connections. */
export class TcpGate {
  private readonly connections = new Set<Connection>();
  private readonly server = createServer((client) => this.accept(client));
  private isStalled = false;
  port = 0;
  /** The delay before a new connection forwards data, in milliseconds. */
  admitAfterMs = 0;

  /** @param target the port that it forwards to, which may change later */
  private constructor(public target: number) {}

  static async open(target: number): Promise<TcpGate> {
    const gate = new TcpGate(target);
    await gate.listen();
    gate.port = (gate.server.address() as AddressInfo).port;
    return gate;
  }

  /** Accepts connections, but forwards no data on any of them. */
  stall(): void {
    this.isStalled = true;
    for (const { client, database } of this.connections) {
      client.unpipe(database);
      database.unpipe(client);
    }
  }

  /** Forwards data again, including data that was written meanwhile. */
  resume(): void {
    this.isStalled = false;
    for (const connection of this.connections) join(connection);
  }

  /** Stops listening, and resets every connection. */
  async refuse(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.reset();
    await closed;
  }

  /** Resets every connection. New ones are accepted. */
  reset(): void {
    for (const { client } of this.connections) client.resetAndDestroy();
  }

  async listen(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.refuse();
  }

  private accept(client: Socket): void {
    const database = connect(this.target, '127.0.0.1');
    const connection = { client, database };
    this.connections.add(connection);
    const end = () => {
      this.connections.delete(connection);
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) socket.on('error', end).on('close', end);
    setTimeout(() => this.isStalled || join(connection), this.admitAfterMs);
  }
}

function join({ client, database }: Connection): void {
  client.pipe(database);
  database.pipe(client);
}
