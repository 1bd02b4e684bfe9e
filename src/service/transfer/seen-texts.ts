import { createHash } from 'node:crypto';

const INITIAL_SLOTS = 2 ** 12;

/**
 * Stores the place of each text of a file: a digest of 64 bits and 32 bits for the place, in at most
 * four slots of 12 bytes for each text. A million users with an ID and a name have two million texts,
 * which need 50 MB, and 75 MB while the slots are doubled. Two of two million texts share a digest with
 * a probability of about 1 in 9 million.
 */
export class SeenTexts {
  private digests = new BigUint64Array(INITIAL_SLOTS);
  private places = new Uint32Array(INITIAL_SLOTS);
  private size = 0;

  /** @returns the place where the text was seen first; undefined if it is new */
  placeOf(text: string): number | undefined {
    const slot = this.slotOf(digestOf(text));
    return this.digests[slot] === 0n ? undefined : this.places[slot];
  }

  /** @param place the line or number of a new text; that of a text that was seen stays */
  add(text: string, place: number): void {
    if (this.size * 2 >= this.digests.length) this.grow();
    const digest = digestOf(text);
    const slot = this.slotOf(digest);
    if (this.digests[slot] !== 0n) return;
    this.digests[slot] = digest;
    this.places[slot] = place;
    this.size++;
  }

  /** @returns the slot with the digest, or the free slot for it */
  private slotOf(digest: bigint): number {
    const { length } = this.digests;
    let slot = Number(digest % BigInt(length));
    while (this.digests[slot] !== 0n && this.digests[slot] !== digest) slot = (slot + 1) % length;
    return slot;
  }

  private grow(): void {
    const { digests, places } = this;
    this.digests = new BigUint64Array(digests.length * 2);
    this.places = new Uint32Array(digests.length * 2);
    digests.forEach((digest, index) => {
      if (digest === 0n) return;
      const slot = this.slotOf(digest);
      this.digests[slot] = digest;
      this.places[slot] = places[index]!;
    });
  }
}

/** Never 0, which marks a free slot. */
const digestOf = (text: string): bigint =>
  createHash('sha256').update(text).digest().readBigUInt64LE() || 1n;
