import { StringField } from '../body/string-field.decorator.js';

/** `POST /api/token/` */
export class TokenObtainPairDto {
  @StringField()
  username!: string;

  /** Not trimmed (OWASP ASVS 6.2.8). */
  @StringField({ trim: false })
  password!: string;
}

/** `POST /api/token/refresh/` and `/api/token/blacklist/` */
export class RefreshTokenDto {
  @StringField()
  refresh!: string;
}

/** `POST /api/token/verify/` */
export class TokenVerifyDto {
  @StringField()
  token!: string;
}
