/** No cache may store a response with tokens (RFC 6749 §5.1). */
export const NO_STORE = { 'Cache-Control': 'no-store' };
