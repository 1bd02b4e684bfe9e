import { type Violation, Violations } from './violations.js';
import { Numbering } from './history.js';
import type { Fixture } from './invariants.js';
import { instancesOf, ITSELF, type StartInstance, type Wiring } from './instance.js';
import { SeededRandom } from './seeded-random.js';
import type { Scenario } from './scenarios.js';
import type { StorageRoom } from './storage/storage.js';
import { World } from './world.js';

export interface Exploration {
  scenario: string;
  /** Every order of all steps, from the start to the end: the paths through the states. */
  schedules: bigint;
  /** How often the real service was driven from the start. */
  runs: number;
  /** Steps after which everything was checked, those that led to a known state included. */
  steps: number;
  states: number;
  /** Steps of the longest schedule. */
  depth: number;
  violations: readonly Violation[];
}

export interface Bounds {
  /** Stops as soon as each of these invariants was seen broken. */
  until?: readonly string[];
  /** Whether a known state is gone through once (default), or as often as it is met, to compare. */
  merges?: boolean;
  /** Takes in what each step came to, to compare. */
  outcomes?: Set<string>;
}

/** A state of the world, and those that one step leads to. */
interface Node {
  next: Node[];
  /** Which tokens live in it follows from the state: they are presented when it is new. */
  living: ReadonlySet<string>;
}

/** A schedule that has begun, and where it came from. */
interface Branch {
  path: readonly string[];
  from: Node;
}

/**
 * Goes through every order in which the steps of a scenario can happen.
 *
 * Each run begins anew, repeats the choices that led to its branch, and goes on until nobody can
 * go any further, or until it comes to a state in which another run has been. That leaves nothing
 * out: a state is everything that what follows depends on. It consists of the rows, the clock,
 * what is left of the budget, the records of the clients, all that the invariants remember, the
 * steps that can be taken, and, for everybody on the way, what he carries and all that he has learnt
 * so far: everybody is a function of that. Two ways to one state have the same future, and it is
 * gone through once. What a step did itself, such as an answer, is no part of the state that it leads
 * to: it is looked at after every step, whether or not the state is known.
 */
export class Explorer {
  private readonly startInstance: StartInstance;
  private readonly numbering = new Numbering();
  private readonly nodes = new Map<number, Node>();
  private readonly branches: Branch[] = [];
  private readonly violations = new Violations();
  private runs = 0;
  /** The first state is no step. */
  private steps = -1;
  private readonly random = new SeededRandom();

  constructor(
    private readonly scenario: Scenario,
    private readonly room: StorageRoom,
    wiring: Wiring = ITSELF,
    private readonly bounds: Bounds = {},
  ) {
    this.startInstance = instancesOf(wiring, scenario);
  }

  async explore(): Promise<Exploration> {
    const root: Node = { next: [], living: new Set() };
    this.branches.push({ path: [], from: root });
    for (let branch = this.draw(); branch !== undefined; branch = this.draw()) {
      await this.run(branch);
      if (this.hasSeenEnough) break;
    }
    const { schedules, depth } = measure(root);
    return {
      scenario: this.scenario.name,
      schedules,
      runs: this.runs,
      steps: this.steps,
      states: this.nodes.size,
      depth,
      violations: this.violations.all,
    };
  }

  /** Any one of the branches: whoever stops early has been in every corner. */
  private draw(): Branch | undefined {
    const index = this.random.draw(this.branches.length);
    const last = this.branches.pop();
    const drawn = this.branches[index];
    if (last === undefined || drawn === undefined) return last;
    this.branches[index] = last;
    return drawn;
  }

  private get hasSeenEnough(): boolean {
    return this.bounds.until?.every((invariant) => this.violations.has(invariant)) ?? false;
  }

  private async run({ path, from }: Branch): Promise<void> {
    this.runs++;
    const storage = await this.room.furnish();
    try {
      const world = new World(storage, this.startInstance, this.numbering);
      await world.begin(this.scenario);
      for (const choice of path) await world.take(choice);
      await this.goOn(world, path, from);
    } finally {
      await storage.close();
    }
  }

  private async goOn(world: World, begun: readonly string[], from: Node): Promise<void> {
    const path = [...begun];
    for (let parent = from; ;) {
      const node = await this.arrive(world, parent);
      if (node === undefined) return;
      const [first, ...others] = world.scheduler.choices;
      if (first === undefined) return;
      for (const other of others) this.branches.push({ path: [...path, other], from: node });
      path.push(first);
      await world.take(first);
      parent = node;
    }
  }

  /** @returns the state, or undefined when it is known */
  private async arrive(world: World, parent: Node): Promise<Node | undefined> {
    this.steps++;
    const key = this.bounds.merges === false ? this.nodes.size : await world.key();
    const known = this.nodes.get(key);
    const fixture = await world.look(known?.living);
    const node = known ?? { next: [], living: world.namesOf(fixture.living) };
    parent.next.push(node);
    await this.check(world, fixture);
    if (known !== undefined) return undefined;
    this.nodes.set(key, node);
    return node;
  }

  private async check(world: World, fixture: Fixture): Promise<void> {
    const broken = this.violations.look(world.history, fixture);
    this.bounds.outcomes?.add(`${await world.outcome()} ${broken.join()}`);
  }
}

interface Measure {
  /** How many ways lead from here to an end. */
  schedules: bigint;
  /** Steps of the longest of them. */
  depth: number;
}

const END: Measure = { schedules: 1n, depth: 0 };

function measure(root: Node): Measure {
  const known = new Map<Node, Measure>();
  const of = (node: Node): Measure => {
    const measured = known.get(node) ?? (node.next.length === 0 ? END : join(node.next.map(of)));
    known.set(node, measured);
    return measured;
  };
  // The first state is no step.
  const { schedules, depth } = of(root);
  return { schedules, depth: depth - 1 };
}

const join = (ways: readonly Measure[]): Measure => ({
  schedules: ways.reduce((sum, { schedules }) => sum + schedules, 0n),
  depth: 1 + Math.max(...ways.map(({ depth }) => depth)),
});
