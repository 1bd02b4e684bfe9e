import { type Violation, Violations } from './violations.js';
import { Numbering } from './history.js';
import type { Snapshot } from './invariants.js';
import { instancesOf, REAL_SERVICE, type StartInstance, type Wiring } from './instance.js';
import { DEFAULT_SEED } from '../support/seed.js';
import { SeededRandom } from '../support/seeded-random.js';
import type { Scenario } from './scenarios/scenario.js';
import type { StorageFactory } from './storage/storage.js';
import { World } from './world.js';

export interface Exploration {
  scenario: string;
  /** The number of orders of all steps, counted as paths through the states. */
  schedules: bigint;
  /** The number of times that the real service was run from the start. */
  runs: number;
  /** Steps after which all invariants were checked, including those that led to a known state. */
  steps: number;
  states: number;
  /** Steps of the longest schedule. */
  depth: number;
  violations: readonly Violation[];
}

export interface Bounds {
  /** Stops when each of these invariants has been violated. */
  until?: readonly string[];
  /** Whether runs stop at a known state. @default true */
  merges?: boolean;
  /** Collects the outcome of each step. */
  outcomes?: Set<string>;
}

/** A state of the world, and its successors. */
interface Node {
  next: Node[];
  /** The names of the active tokens. They follow from the state, so the database is queried once. */
  activeTokens: ReadonlySet<string>;
}

/** The beginning of a schedule, and the state that it leads to. */
interface Branch {
  path: readonly string[];
  from: Node;
}

/**
 * Explores every order of the steps of a scenario (stateless model checking with state merging).
 *
 * Each run starts from the initial state and replays the choices of its branch. It continues until
 * no step is enabled, or until it reaches a known state. This is complete, because a state contains
 * everything that later steps depend on: the rows, the clock, the number of responses that may yet
 * be lost, the records of the clients, the state of the invariants, the enabled steps, and the
 * inputs of every task. A task is a deterministic function of its inputs. Two paths to the same
 * state have the same continuations, so only one is explored. The effects of a step, such as a
 * response, are not part of the next state: the invariants check them after every step, even when
 * the next state is known.
 */
export class Explorer {
  private readonly startInstance: StartInstance;
  private readonly numbering = new Numbering();
  private readonly nodes = new Map<number, Node>();
  private readonly branches: Branch[] = [];
  private readonly violations = new Violations();
  private runs = 0;
  /** Starts at -1, because the initial state is counted too. */
  private steps = -1;
  private readonly random = new SeededRandom(DEFAULT_SEED);

  constructor(
    private readonly scenario: Scenario,
    private readonly storages: StorageFactory,
    wiring: Wiring = REAL_SERVICE,
    private readonly bounds: Bounds = {},
  ) {
    this.startInstance = instancesOf(wiring, scenario);
  }

  async explore(): Promise<Exploration> {
    const root: Node = { next: [], activeTokens: new Set() };
    this.branches.push({ path: [], from: root });
    for (let branch = this.takeBranch(); branch !== undefined; branch = this.takeBranch()) {
      await this.run(branch);
      if (this.isDone) break;
    }
    const { schedules, depth } = countPaths(root);
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

  /** Returns a random branch, so that a run that stops early has covered all regions. */
  private takeBranch(): Branch | undefined {
    const index = this.random.below(this.branches.length);
    const last = this.branches.pop();
    const drawn = this.branches[index];
    if (last === undefined || drawn === undefined) return last;
    this.branches[index] = last;
    return drawn;
  }

  private get isDone(): boolean {
    return this.bounds.until?.every((invariant) => this.violations.has(invariant)) ?? false;
  }

  private async run({ path, from }: Branch): Promise<void> {
    this.runs++;
    const storage = await this.storages.create();
    try {
      const world = new World(storage, this.startInstance, this.numbering);
      await world.begin(this.scenario);
      for (const choice of path) await world.take(choice);
      await this.continueRun(world, path, from);
    } finally {
      await storage.close();
    }
  }

  private async continueRun(world: World, prefix: readonly string[], from: Node): Promise<void> {
    const path = [...prefix];
    for (let parent = from; ;) {
      const node = await this.arrive(world, parent);
      if (node === undefined) return;
      const [first, ...others] = world.scheduler.enabledSteps;
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
    const snapshot = await world.snapshot(known?.activeTokens);
    const node = known ?? { next: [], activeTokens: world.namesOf(snapshot.activeTokens) };
    parent.next.push(node);
    await this.check(world, snapshot);
    if (known !== undefined) return undefined;
    this.nodes.set(key, node);
    return node;
  }

  private async check(world: World, snapshot: Snapshot): Promise<void> {
    const broken = this.violations.check(world.history, snapshot);
    this.bounds.outcomes?.add(`${await world.outcome()} ${broken.join()}`);
  }
}

interface Paths {
  /** The number of paths from here to a final state. */
  schedules: bigint;
  /** Steps of the longest path. */
  depth: number;
}

const FINAL: Paths = { schedules: 1n, depth: 0 };

function countPaths(root: Node): Paths {
  const known = new Map<Node, Paths>();
  const of = (node: Node): Paths => {
    const counted = known.get(node) ?? (node.next.length === 0 ? FINAL : join(node.next.map(of)));
    known.set(node, counted);
    return counted;
  };
  // The edge to the initial state is not a step.
  const { schedules, depth } = of(root);
  return { schedules, depth: depth - 1 };
}

const join = (successors: readonly Paths[]): Paths => ({
  schedules: successors.reduce((sum, { schedules }) => sum + schedules, 0n),
  depth: 1 + Math.max(...successors.map(({ depth }) => depth)),
});
