import type { DataSource } from 'typeorm';

/** A query on a connection: SQL, or a prepared statement with its values. */
export type Query = string | { name: string; text: string; values: unknown[] };

/** An error listener of a connection. */
type Listener = (error: Error) => void;

/** A fake PostgreSQL that returns scripted rows and records all queries. */
export class ScriptedPostgres {
  readonly queries: Query[] = [];
  /** For each released connection, whether it was released as broken. */
  readonly released: boolean[] = [];
  readonly listeners: Listener[] = [];

  /**
   * @param response returns the rows for the SQL and the values of a query; it may throw an error of
   *   the driver
   */
  constructor(
    private readonly response: (text: string, values: readonly unknown[]) => object[] = () => [],
  ) {}

  /** The part of a data source that Keyturn's statements use. */
  get dataSource(): DataSource {
    const query = (statement: Query) => this.query(statement);
    const connect = (receive: (error: undefined, client: object) => void) =>
      receive(undefined, this.connection(query));
    const master = { query, connect };
    const driver = { master, escape: (name: string) => `"${name}"` };
    const getMetadata = ({ name }: { name: string }) => ({ tablePath: name });
    const getRepository = () => ({});
    return {
      options: { type: 'postgres' },
      driver,
      getMetadata,
      getRepository,
    } as unknown as DataSource;
  }

  private connection(query: (statement: Query) => Promise<{ rows: object[] }>) {
    return {
      query,
      on: (event: string, listener: Listener) =>
        void (event === 'error' && this.listeners.push(listener)),
      off: (event: string, listener: Listener) =>
        void (event === 'error' && this.listeners.splice(this.listeners.indexOf(listener), 1)),
      release: (isBroken: boolean) => void this.released.push(isBroken),
    };
  }

  private query(statement: Query): Promise<{ rows: object[] }> {
    this.queries.push(statement);
    const { text, values } =
      typeof statement === 'string' ? { text: statement, values: [] } : statement;
    // An error of `response` rejects, as in the driver.
    return new Promise((resolve) => resolve({ rows: this.response(text, values) }));
  }
}

/** An error as the `pg` driver throws it. */
export const driverError = (code: string, message = 'the driver failed'): Error =>
  Object.assign(new Error(message), { code });
