/** Why a login was ended before its time. */
export type RevocationReason = 'logout' | 'reuse' | 'password_change' | 'deactivated' | 'admin';
