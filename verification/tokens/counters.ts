/** Counts the tokens of each kind of mutation, accepted and rejected. */
export class Counters {
  private readonly rows = new Map<string, { accepted: number; refused: number }>();
  private presented = 0;
  private accepted = 0;
  /** The slowest decoding of a token, in milliseconds. */
  slowest = 0;
  /** The number of HTTP requests. */
  requests = 0;

  get tokens(): number {
    return this.presented;
  }

  get acceptedTokens(): number {
    return this.accepted;
  }

  get kinds(): ReadonlySet<string> {
    return new Set(this.rows.keys());
  }

  count(kinds: readonly string[], isAccepted: boolean): void {
    this.presented++;
    this.accepted += Number(isAccepted);
    for (const kind of kinds) {
      const row = this.rows.get(kind) ?? { accepted: 0, refused: 0 };
      row[isAccepted ? 'accepted' : 'refused']++;
      this.rows.set(kind, row);
    }
  }

  /** Returns a line per kind, sorted. A token with two mutations counts in both. */
  lines(): string[] {
    const rows = [...this.rows].sort(([one], [other]) => one.localeCompare(other));
    return rows.map(
      ([kind, { accepted, refused }]) =>
        `${String(accepted).padStart(8)} ${String(refused).padStart(8)}  ${kind}`,
    );
  }
}
