import fc from 'fast-check';
import type { IssuedToken, Key, Corpus } from '../service-state.js';
import { claimEdit } from './claim-edits.js';
import { CANONICAL, ENCODINGS } from './encodings.js';
import { HEADER_EDITS } from './header-edits.js';
import type { MemberEdit } from './members.js';
import {
  UNCHANGED,
  type SegmentRecipe,
  type GeneratedToken,
  build,
  type Recipe,
} from './recipe.js';
import { KEPT, signers } from './signers.js';
import { TEXT_EDITS } from './text-edits.js';
import { tokenEdit } from './token-edits.js';

const text = fc.option(fc.constantFrom(...TEXT_EDITS), { nil: undefined, freq: 2 });

const encoding = fc.oneof(
  { weight: 2, arbitrary: fc.constant(CANONICAL) },
  { weight: 1, arbitrary: fc.constantFrom(...ENCODINGS) },
);

/** Generates a header or a payload with edits, with another text or encoding, or with both. */
export function segmentRecipe(
  edit: fc.Arbitrary<MemberEdit>,
  maxEdits: number,
): fc.Arbitrary<SegmentRecipe> {
  const edits = fc.array(edit, { maxLength: maxEdits });
  const asIs = fc.record({ edits, text: fc.constant(undefined), encoding: fc.constant(CANONICAL) });
  const odd = fc.record({ edits: fc.array(edit, { maxLength: 1 }), text, encoding });
  return fc.oneof({ weight: 3, arbitrary: asIs }, { weight: 1, arbitrary: odd });
}

/** Chooses the issued token to start from. Most are current, because more code handles those. */
export const baseOf = ({ issued, inactive }: Corpus): fc.Arbitrary<IssuedToken> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...issued) },
    { weight: 1, arbitrary: fc.constantFrom(...inactive) },
  );

export const keyOf = ({ keys: [none, ...keys] }: Corpus): fc.Arbitrary<Key> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(none) },
    { weight: 1, arbitrary: fc.constantFrom(...keys) },
  );

/**
 * Generates tokens that an attacker without the secret can derive from issued ones. Some are the
 * unchanged token, which must be accepted.
 */
export function forged(corpus: Corpus): fc.Arbitrary<GeneratedToken> {
  const [base, key] = [baseOf(corpus), keyOf(corpus)];
  const header = segmentRecipe(fc.constantFrom(...HEADER_EDITS), 3);
  const claims = segmentRecipe(claimEdit(corpus), 3);
  const signer = signers(corpus);
  const [same, kept] = [fc.constant(UNCHANGED), fc.constant(KEPT)];
  const [untouched, once] = [fc.constant([]), fc.array(tokenEdit, { minLength: 1, maxLength: 2 })];
  const recipe = (parts: Partial<{ [K in keyof Recipe]: fc.Arbitrary<Recipe[K]> }>) =>
    fc.record<Recipe>({
      base,
      header: same,
      claims: same,
      signer: kept,
      tokenEdits: untouched,
      key,
      ...parts,
    });
  return fc
    .oneof(
      { weight: 1, arbitrary: recipe({}) },
      { weight: 6, arbitrary: recipe({ header, signer }) },
      { weight: 6, arbitrary: recipe({ claims, signer }) },
      { weight: 6, arbitrary: recipe({ signer }) },
      { weight: 6, arbitrary: recipe({ tokenEdits: once }) },
      { weight: 2, arbitrary: recipe({ header, claims, signer, tokenEdits: fc.array(tokenEdit) }) },
    )
    .map(build);
}
