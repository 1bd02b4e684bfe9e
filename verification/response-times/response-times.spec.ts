import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createDatabase, type TestDatabase } from '../../test/support/databases.js';
import type { InProcessService } from '../../test/support/service.js';
import { type Class, CLASSES, startWith, usersOfClasses } from './classes.js';
import { MUTANTS, recordWork } from './hash-work.js';
import { COSTS } from './costs.js';

const NAMES = Object.keys(CLASSES) as Class[];

describe.each(Object.entries(COSTS))('rejected log-ins with hashes of %s', (_, hash) => {
  let database: TestDatabase;
  let service: InProcessService;
  let work: string[];

  beforeEach(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    database = await createDatabase('sqlite');
    service = await startWith(usersOfClasses(hash), database);
    work = recordWork(service);
  });
  afterEach(async () => {
    await service.close();
    await database.drop();
  });

  /** The costs of all hashes that a log-in of each class verifies. */
  async function workOfAll(): Promise<string[][]> {
    const works: string[][] = [];
    for (const name of NAMES) {
      work.length = 0;
      const response = await service.logInAs(CLASSES[name](1));
      expect([response.status, response.json]).toEqual([
        401,
        { detail: 'No active account found with the given credentials' },
      ]);
      works.push([...work]);
    }
    return works;
  }

  it('verify one hash of the same cost for each class, with the same response', async () => {
    const works = await workOfAll();
    expect(works[0]).toHaveLength(1);
    expect(works).toEqual(works.map(() => works[0]));
  });

  it('differ in their work when a dummy hash costs as much as a new one only', async () => {
    MUTANTS['cost-of-new-hash']!(service);
    const isNewCost = hash === undefined;
    expect(new Set((await workOfAll()).flat()).size).toBe(isNewCost ? 1 : 2);
  });
});
