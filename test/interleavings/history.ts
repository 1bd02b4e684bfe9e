/** Gives every text a number of its own: the same text, the same number. */
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
 * What everybody has learnt, and how it is told. Whoever walks a lane is a function of what it has
 * learnt there: two schedules after which every lane has learnt the same go on alike.
 */
export class History {
  private readonly tasks = new Map<string, number>();
  private readonly names = new Map<string, string>();
  /** What happened, for a person to read. */
  readonly told: string[] = [];

  constructor(private readonly numbering: Numbering) {}

  /** Ids differ from run to run; a name stands for each. */
  name(id: string, name: string): void {
    this.names.set(id, name);
  }

  readable(text: string): string {
    return text.replace(ID, (id) => this.nameOf(id));
  }

  /** `lane` has learnt this. */
  learn(task: string, what: string): void {
    const before = this.tasks.get(task) ?? '';
    this.tasks.set(task, this.numbering.numberOf(`${before}|${this.readable(what)}`));
  }

  /** `lane` goes on as if it had learnt nothing but this. */
  remember(task: string, what: string): void {
    this.tasks.delete(task);
    this.learn(task, what);
  }

  /** Nobody walks the lane any more. */
  end(task: string): void {
    this.tasks.delete(task);
  }

  tell(what: string): void {
    this.told.push(this.readable(what));
  }

  /** The same for histories that go on alike, as far as those go who walk lanes. */
  get key(): string {
    return [...this.tasks]
      .map(([task, learnt]) => `${task}=${learnt}`)
      .sort()
      .join();
  }

  private nameOf(id: string): string {
    const name = this.names.get(id) ?? `id ${this.names.size + 1}`;
    this.names.set(id, name);
    return name;
  }
}
