import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

/** A message that the receiver got. */
export interface ReceivedMessage {
  headers: Record<string, string>;
  body: string;
  /** The parsed body. */
  type: string;
  id: string;
}

/** The variables of a receiver that refuses connections. */
export const UNREACHABLE_WEBHOOK = {
  EVENTS_WEBHOOK_URL: 'http://127.0.0.1:1/',
  EVENTS_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  EVENTS_WEBHOOK_ALLOW_PRIVATE: 'true',
};

/** A receiver of webhooks on this machine. */
export class WebhookReceiver {
  /** Every message, also those that it rejected. */
  readonly all: ReceivedMessage[] = [];
  /** The messages that it accepted. */
  readonly accepted: ReceivedMessage[] = [];
  /** The status of every response. */
  status = 204;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const { type } = JSON.parse(body) as { type: string };
        const headers = request.headers as Record<string, string>;
        const message = { headers, body, type, id: headers['webhook-id'] ?? '' };
        receiver.all.push(message);
        if (receiver.status < 300) receiver.accepted.push(message);
        response.writeHead(receiver.status).end();
      });
    });
    const receiver = new WebhookReceiver(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return receiver;
  }

  /** The variables of a service that sends to it. */
  variables(secret: string): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return {
      EVENTS_WEBHOOK_URL: `http://127.0.0.1:${port}/hook`,
      EVENTS_WEBHOOK_SECRET: secret,
      EVENTS_WEBHOOK_ALLOW_PRIVATE: 'true',
    };
  }

  /** Waits until it has accepted this many messages. */
  async accepts(count: number): Promise<void> {
    while (this.accepted.length < count) await setTimeout(10);
  }

  /** Waits until it has got this many messages. */
  async gets(count: number): Promise<void> {
    while (this.all.length < count) await setTimeout(10);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
