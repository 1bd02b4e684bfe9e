import { StringField } from '../body/string-field.decorator.js';

/** `POST /api/me/password/`, with the names of djoser. Passwords are not trimmed (OWASP ASVS 6.2.8). */
export class PasswordChangeDto {
  @StringField({ trim: false })
  current_password!: string;

  @StringField({ trim: false })
  new_password!: string;
}
