import { describe, expect, it } from '@jest/globals';
import { headerText } from './client-info.decorator.js';

describe('headerText', () => {
  it.each([
    ['ASCII', 'curl/8', 'curl/8'],
    ['UTF-8', Buffer.from('Zoë \u{1f511}').toString('latin1'), 'Zoë \u{1f511}'],
    ['Latin-1', 'Zoë', 'Zoë'],
    ['a text with characters beyond Latin-1', 'Zoë \u{1f511}', 'Zoë \u{1f511}'],
  ])('decodes %s', (_, value, text) => {
    expect(headerText(value)).toBe(text);
  });
});
