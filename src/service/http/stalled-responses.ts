import type { Socket } from 'node:net';
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
   * Resets every connection that has made no progress for the limit. After a reset the operating
   * system drops the bytes that it holds for the client. After a close it would keep them.
   */
  check(): void {
    const nowMs = this.monotonicMs();
    for (const [socket, last] of this.progress) {
      const outgoing = outgoingOf(socket);
      if (isStalled(last, outgoing, nowMs, this.limitMs)) socket.resetAndDestroy();
      else this.progress.set(socket, nextProgress(last, outgoing, nowMs));
    }
  }
}

/** Node counts what it has not flushed yet as written. */
function outgoingOf({ bytesWritten, writableLength }: Socket): Outgoing {
  return { flushedBytes: bytesWritten - writableLength, pendingBytes: writableLength };
}
