import { expect, it } from '@jest/globals';
import { signMessage } from './sign-message.js';

/** The example of the library of Standard Webhooks. */
const EXAMPLE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
};
const KEY = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

it('signMessage returns the signature of the example of Standard Webhooks', () => {
  expect(signMessage(EXAMPLE, [KEY])).toBe(SIGNATURE);
});

it('signMessage returns one signature for each key, separated by spaces', () => {
  const [first, second, ...others] = signMessage(EXAMPLE, [Buffer.alloc(24), KEY]).split(' ');
  expect([second, others]).toEqual([SIGNATURE, []]);
  expect(first).not.toBe(SIGNATURE);
});
