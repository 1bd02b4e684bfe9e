import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves the public keys of an issuer as a JWK set (RFC 7517 §5). */
export class JwksServer {
  /** By `kid`. */
  keys: Readonly<Record<string, KeyObject>> = {};
  requests = 0;
  private server: Server | undefined;

  static async start(keys: Readonly<Record<string, KeyObject>>): Promise<JwksServer> {
    const server = new JwksServer();
    server.keys = keys;
    await server.listen(0);
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/jwks.json`;
  }

  async stop(): Promise<number> {
    const { port } = this;
    this.server!.closeAllConnections();
    await new Promise((resolve) => this.server!.close(resolve));
    return port;
  }

  async listen(port: number): Promise<void> {
    this.server = createServer((_, response) => {
      this.requests++;
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(this.document));
    });
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  private get port(): number {
    return (this.server!.address() as AddressInfo).port;
  }

  private get document(): object {
    const entries = Object.entries(this.keys);
    return {
      keys: entries.map(([kid, key]) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' })),
    };
  }
}
