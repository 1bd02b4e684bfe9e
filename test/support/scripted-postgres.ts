import type { DataSource } from 'typeorm';

/** What a connection is asked: a text, or a prepared statement with its values. */
export type Question = string | { name: string; text: string; values: unknown[] };

/** What can be listened to on a connection. */
type Listener = (error: Error) => void;

/** A PostgreSQL that is not there: it answers as it is told, and keeps what it was asked. */
export class ScriptedPostgres {
  readonly asked: Question[] = [];
  /** Of each connection that was given back, whether it is to be thrown away. */
  readonly released: boolean[] = [];
  readonly listeners: Listener[] = [];

  /** @param response the rows for a question's text; it may throw what a driver throws */
  constructor(private readonly response: (text: string) => object[] = () => []) {}

  /** As much of a data source as our statements use. */
  get dataSource(): DataSource {
    const query = (question: Question) => this.query(question);
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

  private connection(query: (question: Question) => Promise<{ rows: object[] }>) {
    return {
      query,
      on: (event: string, listener: Listener) =>
        void (event === 'error' && this.listeners.push(listener)),
      off: (event: string, listener: Listener) =>
        void (event === 'error' && this.listeners.splice(this.listeners.indexOf(listener), 1)),
      release: (isBroken: boolean) => void this.released.push(isBroken),
    };
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  private async query(question: Question): Promise<{ rows: object[] }> {
    this.asked.push(question);
    return { rows: this.response(typeof question === 'string' ? question : question.text) };
  }
}

/** What the `pg` driver throws. */
export const driverError = (code: string, message = 'the driver says so'): Error =>
  Object.assign(new Error(message), { code });
