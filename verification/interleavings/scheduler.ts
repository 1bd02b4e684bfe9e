/** A step that a task waits to take. */
interface WaitingStep {
  isEnabled: () => boolean;
  proceed: () => void;
}

/** Work outside of JavaScript, such as a database statement. */
interface Work {
  ended: Promise<true>;
  /** Whether it waits for a lock of another task. Then it cannot end by itself. */
  isBlocked: () => Promise<boolean>;
}

const never = () => Promise.resolve(false);

/** Resolves after all pending microtasks and immediate callbacks. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Runs one step of one task at a time, and waits until every task waits again. No two steps run
 * concurrently, so the choices determine the whole schedule.
 */
export class Scheduler {
  private readonly waiting = new Map<string, WaitingStep>();
  private readonly works = new Set<Work>();

  /**
   * Waits until the step is taken.
   *
   * @param name the task and the step; @param isEnabled whether the step can be taken now
   */
  step(name: string, isEnabled: () => boolean = () => true): Promise<void> {
    if (this.waiting.has(name)) throw new Error(`Two tasks wait for the same step: ${name}`);
    return new Promise((proceed) => this.waiting.set(name, { isEnabled, proceed }));
  }

  /** Cancels a step. */
  cancel(name: string): void {
    this.waiting.delete(name);
  }

  /** The steps that can be taken now, sorted. */
  get enabledSteps(): string[] {
    return [...this.waiting].flatMap(([name, { isEnabled }]) => (isEnabled() ? [name] : [])).sort();
  }

  async take(choice: string): Promise<void> {
    const step = this.waiting.get(choice);
    if (step === undefined) throw new Error(`No task waits for the step: ${choice}`);
    this.waiting.delete(choice);
    step.proceed();
    await this.settle();
  }

  async settle(): Promise<void> {
    do await nextTurn();
    while (await this.someWorkHasEnded());
  }

  /** Waits in {@link settle} for `work` until it ends, or is blocked by another task. */
  async track<T>(work: Promise<T>, isBlocked: () => Promise<boolean> = never): Promise<T> {
    const ended = work.then(...both(() => true as const));
    const entry = { ended, isBlocked };
    this.works.add(entry);
    return work.finally(() => this.works.delete(entry));
  }

  private async someWorkHasEnded(): Promise<boolean> {
    const outcomes = await Promise.all([...this.works].map(hasEnded));
    return outcomes.some(Boolean);
  }
}

async function hasEnded({ ended, isBlocked }: Work): Promise<boolean> {
  for (;;) {
    const soon = new Promise<false>((resolve) => setTimeout(resolve, 2, false));
    if (await Promise.race([ended, soon])) return true;
    if (await isBlocked()) return false;
  }
}

const both = <T>(handler: () => T): [() => T, () => T] => [handler, handler];
