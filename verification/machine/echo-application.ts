import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that an {@link EchoApplication} has received. */
export interface Echo {
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An application behind a gateway. It responds with the request that it received. */
export class EchoApplication {
  private constructor(
    private readonly server: Server,
    /** The requests so far. */
    readonly received: readonly Echo[],
  ) {}

  static async start(): Promise<EchoApplication> {
    const received: Echo[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const { method = '', headers } = request;
        received.push({ method, headers, body });
        response.end(JSON.stringify(received.at(-1)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new EchoApplication(server, received);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
