/** The members of a GitHub workflow that the tests read. */
export interface Workflow {
  permissions?: Record<string, string>;
  concurrency?: { group: string };
  jobs: Record<string, Job>;
}

interface Job {
  'timeout-minutes'?: number;
  strategy?: { matrix?: Matrix };
  steps: readonly Step[];
}

interface Step {
  uses?: string;
  run?: string;
}

type Matrix = Record<string, readonly (string | number)[]>;

/** @returns the commands of all steps, expanded for each value of the matrix */
export function commandsOf({ jobs }: Workflow): string[] {
  return Object.values(jobs).flatMap(({ steps, strategy }) =>
    steps.flatMap(({ run }) => (run === undefined ? [] : expand(run, strategy?.matrix ?? {}))),
  );
}

function expand(command: string, matrix: Matrix): string[] {
  return Object.entries(matrix).reduce<string[]>(
    (commands, [name, values]) => commands.flatMap((one) => withEach(one, name, values)),
    [command],
  );
}

function withEach(command: string, name: string, values: readonly (string | number)[]): string[] {
  const expression = new RegExp(`\\$\\{\\{ *matrix\\.${name} *\\}\\}`, 'g');
  if (!expression.test(command)) return [command];
  return values.map((value) => command.replace(expression, String(value)));
}

/** @returns the actions of all steps, such as `actions/checkout@v7.0.0` */
export const actionsOf = ({ jobs }: Workflow): string[] =>
  Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
