/** Assigns a number to each distinct text. */
export class Numbering {
  private readonly numbers = new Map<string, number>();

  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.numbers.size);
    return this.numbers.size - 1;
  }

  get size(): number {
    return this.numbers.size;
  }
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * The inputs of every task, and a log of the steps. A task is a deterministic function of its
 * inputs: two schedules after which every task has the same inputs continue in the same way.
 */
export class History {
  private readonly tasks = new Map<string, number>();
  private readonly names = new Map<string, string>();
  /** The steps so far, readable. */
  readonly steps: string[] = [];

  constructor(private readonly numbering: Numbering) {}

  /** Names an ID: IDs differ from run to run, names do not. */
  name(id: string, name: string): void {
    this.names.set(id, name);
  }

  readable(text: string): string {
    return text.replace(ID, (id) => this.nameOf(id));
  }

  /** Adds an input of the task. */
  addInput(task: string, what: string): void {
    const before = this.tasks.get(task) ?? '';
    this.tasks.set(task, this.numbering.numberOf(`${before}|${this.readable(what)}`));
  }

  /** Replaces all earlier inputs of the task with this one. */
  resetInputs(task: string, what: string): void {
    this.tasks.delete(task);
    this.addInput(task, what);
  }

  /** Removes the task, which has ended. */
  end(task: string): void {
    this.tasks.delete(task);
  }

  log(what: string): void {
    this.steps.push(this.readable(what));
  }

  /** Identifies the inputs of all tasks. Histories with the same key continue in the same way. */
  get key(): string {
    return [...this.tasks]
      .map(([task, inputs]) => `${task}=${inputs}`)
      .sort()
      .join();
  }

  private nameOf(id: string): string {
    const name = this.names.get(id) ?? `id ${this.names.size + 1}`;
    this.names.set(id, name);
    return name;
  }
}
