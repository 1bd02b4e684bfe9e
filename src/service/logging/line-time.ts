/**
 * Creates a function that returns the member `time` of a log line: the current time in ISO 8601. It
 * formats a date once per second, because that takes a third of the time of a line.
 */
export function lineTime(): () => string {
  let second = NaN;
  let prefix = '';
  return () => {
    const now = Date.now();
    const milliseconds = now % 1000;
    if (now - milliseconds !== second) {
      second = now - milliseconds;
      prefix = new Date(second).toISOString().slice(0, -'000Z'.length);
    }
    return `,"time":"${prefix}${String(milliseconds).padStart(3, '0')}Z"`;
  };
}
