import type { Socket } from 'node:net';
import { resetConnection } from './reset-connection.js';
import { isStalled, nextProgress, type Outgoing, type Progress } from './response-progress.js';

/** Closes connections whose clients do not read their responses. */
export class StalledResponses {
  private readonly progress = new Map<Socket, Progress>();

  /** @param monotonicMs reads the monotonic clock */
  constructor(
    private readonly limitMs: number,
    private readonly monotonicMs: () => number,
  ) {}

  /** Watches a connection until it is closed. */
  watch(socket: Socket): void {
    const { flushedBytes } = outgoingOf(socket);
    this.progress.set(socket, { flushedBytes, atMs: this.monotonicMs() });
    socket.once('close', () => this.progress.delete(socket));
  }

  /**
   * Resets every connection without progress for the limit. After a reset, the operating system drops
   * the pending bytes of the connection. After a close, it would keep them.
   */
  check(): void {
    const nowMs = this.monotonicMs();
    for (const [socket, last] of this.progress) {
      const outgoing = outgoingOf(socket);
      if (isStalled(last, outgoing, nowMs, this.limitMs)) resetConnection(socket);
      else this.progress.set(socket, nextProgress(last, outgoing, nowMs));
    }
  }
}

/** `bytesWritten` includes the bytes that Node has not flushed yet. */
function outgoingOf({ bytesWritten, writableLength }: Socket): Outgoing {
  return { flushedBytes: bytesWritten - writableLength, pendingBytes: writableLength };
}
