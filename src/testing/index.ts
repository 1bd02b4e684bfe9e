export { MemoryRefreshTokenStore } from './memory-refresh-token.store.js';
export { MemoryUserDirectory } from './memory-user-directory.js';
