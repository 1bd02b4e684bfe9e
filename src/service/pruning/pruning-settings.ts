/** How the service keeps its table small. Milliseconds. */
export interface PruningSettings {
  /** From one pruning to the next, give or take a tenth; 0: never. */
  intervalMs: number;
  /** How long a session stays after it was revoked or came to its end. */
  keptMs: number;
}

export const NO_PRUNING: PruningSettings = { intervalMs: 0, keptMs: 0 };
