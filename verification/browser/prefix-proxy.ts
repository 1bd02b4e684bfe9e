import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/**
 * A proxy that serves a target server below a path prefix, which it strips. Other paths are 404.
 */
export class PrefixProxy {
  private constructor(
    private readonly server: Server,
    /** The URL of the target's root behind the proxy. */
    readonly url: string,
  ) {}

  /** @param prefix such as `/auth` */
  static async start(target: string, prefix: string): Promise<PrefixProxy> {
    const server = createServer((incoming, outgoing) => {
      const { url = '', method, headers } = incoming;
      if (!url.startsWith(`${prefix}/`)) return void outgoing.writeHead(404).end();
      const forwarded = request(`${target}${url.slice(prefix.length)}`, { method, headers });
      forwarded.on('response', (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        pipeline(response, outgoing).catch(() => outgoing.destroy());
      });
      pipeline(incoming, forwarded).catch(() => outgoing.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return new PrefixProxy(server, `http://127.0.0.1:${port}${prefix}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
