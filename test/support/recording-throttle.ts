import type { LoginThrottle } from '../../src/auth/throttle/login-throttle.js';

/** A throttle without limits, which records the results of the log-ins. */
export class RecordingThrottle {
  readonly results: string[] = [];
  isUsual = false;
  countFor = (): Promise<void> => Promise.resolve();

  /** @returns a throttle for the constructor of `CredentialsService` */
  static asThrottle(): LoginThrottle {
    return new RecordingThrottle().asThrottle();
  }

  asThrottle(): LoginThrottle {
    return this as Partial<LoginThrottle> as LoginThrottle;
  }

  isUsualClient() {
    return Promise.resolve(this.isUsual);
  }

  admit() {
    const record = (result: string) => Promise.resolve(void this.results.push(result));
    return Promise.resolve({
      countFor: this.countFor,
      succeed: () => record('succeeded'),
      fail: () => void record('failed'),
      cancel: () => record('cancelled'),
    });
  }
}
