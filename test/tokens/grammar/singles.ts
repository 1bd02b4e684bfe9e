import type { Material } from '../authority.js';
import { CLAIM_EDITS } from './claim-edits.js';
import { ENCODINGS } from './encodings.js';
import { HEADER_EDITS } from './header-edits.js';
import type { MemberEdit } from './members.js';
import { signing } from './misissued.js';
import { AS_IT_WAS, type HalfRecipe, type MadeToken, prepared, type Recipe } from './recipe.js';
import { KEPT, knownSigners, type Signer } from './signers.js';
import { TEXT_EDITS } from './text-edits.js';
import { TOKEN_EDITS } from './token-edits.js';

const halvesOf = (edits: readonly MemberEdit[]): HalfRecipe[] => [
  ...edits.map((edit) => ({ ...AS_IT_WAS, edits: [edit] })),
  ...TEXT_EDITS.map((text) => ({ ...AS_IT_WAS, text })),
  ...ENCODINGS.map((encoding) => ({ ...AS_IT_WAS, encoding })),
];

const HEADERS = halvesOf(HEADER_EDITS);
const CLAIMS = halvesOf(CLAIM_EDITS);

/** Every token that was issued, with every key. */
const untouched = ({ issued, stale, keys }: Material, signer: Signer): MadeToken[] =>
  [...issued, ...stale].flatMap((base) =>
    keys.map((key) => prepared({ ...UNTOUCHED, base, signer, key })),
  );

const UNTOUCHED = { header: AS_IT_WAS, claims: AS_IT_WAS, whole: [] } as const;

/**
 * Every alteration that has a name, once and alone, by turns of each token that is current, and with
 * each key.
 */
function singlesBy(material: Material, signer: Signer, more: readonly Partial<Recipe>[]) {
  const changes: readonly Partial<Recipe>[] = [
    ...HEADERS.map((header) => ({ header })),
    ...CLAIMS.map((claims) => ({ claims })),
    ...more,
  ];
  const { issued, keys } = material;
  const made = changes.map((change, index): MadeToken => {
    const base = issued[index % issued.length]!;
    const key = keys[Math.floor(index / issued.length) % keys.length];
    return prepared({ ...UNTOUCHED, base, signer, key, ...change });
  });
  return [...untouched(material, signer), ...made];
}

export const forgedSingles = (material: Material): MadeToken[] =>
  singlesBy(material, KEPT, [
    ...knownSigners(material).map((signer) => ({ signer })),
    ...TOKEN_EDITS.map((edit) => ({ whole: [edit] })),
  ]);

export const misissuedSingles = (material: Material): MadeToken[] =>
  singlesBy(material, signing(material.secrets[0], 0), []);
