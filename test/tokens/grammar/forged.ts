import fc from 'fast-check';
import type { IssuedToken, Key, Material } from '../authority.js';
import { claimEdit } from './claim-edits.js';
import { CANONICAL, ENCODINGS } from './encodings.js';
import { HEADER_EDITS } from './header-edits.js';
import type { MemberEdit } from './members.js';
import { AS_IT_WAS, type HalfRecipe, type MadeToken, prepared, type Recipe } from './recipe.js';
import { KEPT, signers } from './signers.js';
import { TEXT_EDITS } from './text-edits.js';
import { tokenEdit } from './token-edits.js';

const text = fc.option(fc.constantFrom(...TEXT_EDITS), { nil: undefined, freq: 2 });

const encoding = fc.oneof(
  { weight: 2, arbitrary: fc.constant(CANONICAL) },
  { weight: 1, arbitrary: fc.constantFrom(...ENCODINGS) },
);

/** One half of what is signed, with edits and in another form, or in one of both. */
export function half(edit: fc.Arbitrary<MemberEdit>, maxEdits: number): fc.Arbitrary<HalfRecipe> {
  const edits = fc.array(edit, { maxLength: maxEdits });
  const asIs = fc.record({ edits, text: fc.constant(undefined), encoding: fc.constant(CANONICAL) });
  const odd = fc.record({ edits: fc.array(edit, { maxLength: 1 }), text, encoding });
  return fc.oneof({ weight: 3, arbitrary: asIs }, { weight: 1, arbitrary: odd });
}

/** What a token is made of: most are made of what is current, where most can go wrong. */
export const baseOf = ({ issued, stale }: Material): fc.Arbitrary<IssuedToken> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...issued) },
    { weight: 1, arbitrary: fc.constantFrom(...stale) },
  );

export const keyOf = ({ keys: [none, ...keys] }: Material): fc.Arbitrary<Key> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(none) },
    { weight: 1, arbitrary: fc.constantFrom(...keys) },
  );

/**
 * What can be made of tokens that were issued by who does not have the secret. Now and then it is
 * the issued token itself: it must be accepted, or nothing here means anything.
 */
export function forged(material: Material): fc.Arbitrary<MadeToken> {
  const [base, key] = [baseOf(material), keyOf(material)];
  const header = half(fc.constantFrom(...HEADER_EDITS), 3);
  const claims = half(claimEdit(material), 3);
  const signer = signers(material);
  const [same, kept] = [fc.constant(AS_IT_WAS), fc.constant(KEPT)];
  const [untouched, once] = [fc.constant([]), fc.array(tokenEdit, { minLength: 1, maxLength: 2 })];
  const recipe = (parts: Partial<{ [K in keyof Recipe]: fc.Arbitrary<Recipe[K]> }>) =>
    fc.record<Recipe>({
      base,
      header: same,
      claims: same,
      signer: kept,
      whole: untouched,
      key,
      ...parts,
    });
  return fc
    .oneof(
      { weight: 1, arbitrary: recipe({}) },
      { weight: 6, arbitrary: recipe({ header, signer }) },
      { weight: 6, arbitrary: recipe({ claims, signer }) },
      { weight: 6, arbitrary: recipe({ signer }) },
      { weight: 6, arbitrary: recipe({ whole: once }) },
      { weight: 2, arbitrary: recipe({ header, claims, signer, whole: fc.array(tokenEdit) }) },
    )
    .map(prepared);
}
