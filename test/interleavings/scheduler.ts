/** Where somebody stands still until it is chosen to go on. */
interface Stop {
  isOpen: () => boolean;
  go: () => void;
}

/** Something that runs outside of JavaScript, such as a statement on a database. */
interface Work {
  ended: Promise<true>;
  /** Whether it waits for a lock that somebody else here holds: it will not end by itself. */
  isBlocked: () => Promise<boolean>;
}

const never = () => Promise.resolve(false);

/** After it everything has happened that waits for nothing but its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Lets one of all who stand go one step, and waits until everybody stands again. So nothing ever
 * happens at the same time, and what happens follows from the choices alone.
 */
export class Scheduler {
  private readonly stops = new Map<string, Stop>();
  private readonly works = new Set<Work>();

  /** @param name who stands before which step; @param isOpen whether the step can be taken now */
  stop(name: string, isOpen: () => boolean = () => true): Promise<void> {
    if (this.stops.has(name)) throw new Error(`Two stand at the same place: ${name}`);
    return new Promise((go) => this.stops.set(name, { isOpen, go }));
  }

  /** The step is not to be taken any more. */
  withdraw(name: string): void {
    this.stops.delete(name);
  }

  /** The steps that can be taken now, in an order that is always the same. */
  get choices(): string[] {
    return [...this.stops].flatMap(([name, { isOpen }]) => (isOpen() ? [name] : [])).sort();
  }

  async take(choice: string): Promise<void> {
    const stop = this.stops.get(choice);
    if (stop === undefined) throw new Error(`Nobody stands there: ${choice}`);
    this.stops.delete(choice);
    stop.go();
    await this.settle();
  }

  async settle(): Promise<void> {
    do await turn();
    while (await this.someWorkEnds());
  }

  /** Counts `work` as going on: the step is over when it has ended, or cannot end. */
  async track<T>(work: Promise<T>, isBlocked: () => Promise<boolean> = never): Promise<T> {
    const ended = work.then(...both(() => true as const));
    const entry = { ended, isBlocked };
    this.works.add(entry);
    return work.finally(() => this.works.delete(entry));
  }

  private async someWorkEnds(): Promise<boolean> {
    const outcomes = await Promise.all([...this.works].map(endsNow));
    return outcomes.some(Boolean);
  }
}

async function endsNow({ ended, isBlocked }: Work): Promise<boolean> {
  for (;;) {
    const soon = new Promise<false>((resolve) => setTimeout(resolve, 2, false));
    if (await Promise.race([ended, soon])) return true;
    if (await isBlocked()) return false;
  }
}

const both = <T>(handler: () => T): [() => T, () => T] => [handler, handler];
