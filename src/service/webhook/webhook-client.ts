import { once } from 'node:events';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { version } from '../package-root.js';
import { checkedLookup, PrivateAddressError } from './checked-lookup.js';
import { addressOfHost, isPrivateAddress } from './private-address.js';
import { signMessage } from './sign-message.js';
import type { WebhookSettings } from './webhook-settings.js';

/** For the connection, the request and the whole response together. */
const TIMEOUT_MS = 15_000;

/** The client ignores the body of a response. It closes the connection of a longer one. */
const MAX_RESPONSE_BYTES = 64 * 1024;

/** The receiver has not sent its whole response in time. */
class WebhookTimeoutError extends Error {
  override readonly name = 'WebhookTimeoutError';
  readonly code = 'TIMEOUT';
}

/** Sends messages to the receiver, over one connection at a time. It follows no redirects. */
export class WebhookClient {
  private readonly agent: HttpAgent;
  private readonly isTls: boolean;

  constructor(
    private readonly settings: WebhookSettings,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    this.isTls = settings.url.protocol === 'https:';
    const options = { keepAlive: true, maxSockets: 1 };
    this.agent = this.isTls ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /**
   * Sends one message.
   *
   * @param now epoch milliseconds
   * @returns the status of the response
   * @throws an error with a `code`
   */
  async send(id: string, body: string, now: number, signal: AbortSignal): Promise<number> {
    this.checkAddress();
    const timeout = AbortSignal.timeout(this.timeoutMs);
    try {
      return await this.post(id, body, now, AbortSignal.any([signal, timeout]));
    } catch (error) {
      // An abort during the response is reported as a lost connection.
      throw timeout.aborted ? new WebhookTimeoutError() : error;
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async post(id: string, body: string, now: number, signal: AbortSignal): Promise<number> {
    const request = (this.isTls ? httpsRequest : httpRequest)(this.settings.url, {
      method: 'POST',
      agent: this.agent,
      headers: this.headersOf(id, body, now),
      signal,
      ...(!this.settings.allowsPrivate && { lookup: checkedLookup() }),
    });
    const responded = once(request, 'response') as Promise<[IncomingMessage]>;
    request.end(body);
    const [response] = await responded;
    await discard(response);
    return response.statusCode ?? 0;
  }

  /** Checks a URL with an IP address: Node does not call `lookup` for one. @throws {PrivateAddressError} */
  private checkAddress(): void {
    const { url, allowsPrivate } = this.settings;
    const address = addressOfHost(url.hostname);
    if (allowsPrivate || address === undefined || !isPrivateAddress(address)) return;
    throw new PrivateAddressError();
  }

  private headersOf(id: string, body: string, now: number) {
    const timestamp = Math.floor(now / 1000);
    return {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'User-Agent': `keyturn/${version}`,
      'Webhook-Id': id,
      'Webhook-Timestamp': String(timestamp),
      'Webhook-Signature': signMessage({ id, timestamp, body }, this.settings.keys),
    };
  }
}

/** Reads the body to its end, so that the connection can be used again. */
async function discard(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  for await (const chunk of response) {
    bytes += (chunk as Buffer).length;
    // Leaving the loop destroys the response and its connection.
    if (bytes > MAX_RESPONSE_BYTES) return;
  }
}
