import { describe, expect, it } from '@jest/globals';
import { EventLoopLoad } from './event-loop-load.js';

/** An event loop whose time the test controls. */
class EventLoop {
  private active = 0;
  private idle = 0;

  pass(activeMs: number, idleMs: number): void {
    this.active += activeMs;
    this.idle += idleMs;
  }

  eventLoopUtilization = (since = { active: 0, idle: 0 }) => {
    const [active, idle] = [this.active - since.active, this.idle - since.idle];
    return { active, idle, utilization: active / (active + idle) };
  };
}

describe(EventLoopLoad.name, () => {
  it.each([
    [0, 100, true],
    [50, 50, true],
    [51, 49, false],
    [100, 0, false],
  ])('after %d ms of work and %d ms without work: idle is %p', (active, idle, isIdle) => {
    const loop = new EventLoop();
    const load = new EventLoopLoad(loop);
    loop.pass(active, idle);
    expect(load.isIdle).toBe(isIdle);
  });

  it('is not idle before it was observed for a tenth of a second', () => {
    const loop = new EventLoop();
    const load = new EventLoopLoad(loop);
    loop.pass(0, 99);
    expect(load.isIdle).toBe(false);
  });

  it('decides by the last tenth of a second, and not by the time before', () => {
    const loop = new EventLoop();
    const load = new EventLoopLoad(loop);
    loop.pass(0, 1_000_000);
    expect(load.isIdle).toBe(true);
    loop.pass(60, 39);
    expect(load.isIdle).toBe(true);
    loop.pass(1, 0);
    expect(load.isIdle).toBe(false);
  });
});
