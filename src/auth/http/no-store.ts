/** No token answer is kept by anybody on its way (RFC 6749 §5.1). */
export const NO_STORE = { 'Cache-Control': 'no-store' };
