import { describe, expect, it } from '@jest/globals';
import { checkReadiness } from './check-readiness.js';

const yes = true;
const no = false;

describe('checkReadiness', () => {
  it.each([
    // stopping, database, schema, key
    [no, yes, yes, yes, []],
    [no, yes, yes, no, ['signing_key']],
    [no, yes, no, yes, ['schema']],
    [no, yes, no, no, ['schema', 'signing_key']],
    [no, no, yes, yes, ['database']],
    [no, no, yes, no, ['database', 'signing_key']],
    [no, no, no, yes, ['database']],
    [no, no, no, no, ['database', 'signing_key']],
    [yes, yes, yes, yes, ['shutdown']],
    [yes, yes, yes, no, ['shutdown']],
    [yes, yes, no, yes, ['shutdown']],
    [yes, yes, no, no, ['shutdown']],
    [yes, no, yes, yes, ['shutdown']],
    [yes, no, yes, no, ['shutdown']],
    [yes, no, no, yes, ['shutdown']],
    [yes, no, no, no, ['shutdown']],
  ])(
    'checks stopping %s, database %s, schema %s and key %s, and returns %j',
    (isStopping, isDatabaseAvailable, isSchemaCurrent, hasSigningKey, failed) => {
      const findings = { isStopping, isDatabaseAvailable, isSchemaCurrent, hasSigningKey };
      expect(checkReadiness(findings)).toEqual(failed);
    },
  );
});
