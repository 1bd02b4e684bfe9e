import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

interface Passage {
  client: Socket;
  database: Socket;
}

/** What stands between the servers and PostgreSQL, and may let nothing through. */
export class TcpGate {
  private readonly passages = new Set<Passage>();
  private readonly door = createServer((client) => this.admit(client));
  private isSilent = false;
  port = 0;
  /** How long a new connection waits before anything passes, in milliseconds. */
  admitAfterMs = 0;

  /** @param target the port that it leads to; it may be another one later */
  private constructor(public target: number) {}

  static async open(target: number): Promise<TcpGate> {
    const gate = new TcpGate(target);
    await gate.listen();
    gate.port = (gate.door.address() as AddressInfo).port;
    return gate;
  }

  /** Connections are taken, and nothing is answered: on none of them. */
  silence(): void {
    this.isSilent = true;
    for (const { client, database } of this.passages) {
      client.unpipe(database);
      database.unpipe(client);
    }
  }

  /** What was written meanwhile arrives now. */
  speak(): void {
    this.isSilent = false;
    for (const passage of this.passages) join(passage);
  }

  /** Nobody listens, and every connection is reset. */
  async refuse(): Promise<void> {
    const closed = once(this.door, 'close');
    this.door.close();
    this.reset();
    await closed;
  }

  /** Resets every connection. New ones are taken. */
  reset(): void {
    for (const { client } of this.passages) client.resetAndDestroy();
  }

  async listen(): Promise<void> {
    this.door.listen(this.port, '127.0.0.1');
    await once(this.door, 'listening');
  }

  async close(): Promise<void> {
    if (this.door.listening) await this.refuse();
  }

  private admit(client: Socket): void {
    const database = connect(this.target, '127.0.0.1');
    const passage = { client, database };
    this.passages.add(passage);
    const end = () => {
      this.passages.delete(passage);
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) socket.on('error', end).on('close', end);
    setTimeout(() => this.isSilent || join(passage), this.admitAfterMs);
  }
}

function join({ client, database }: Passage): void {
  client.pipe(database);
  database.pipe(client);
}
