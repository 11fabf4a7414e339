// How often the parent is looked for, in milliseconds.
const CHECK_INTERVAL = 1_000;

/**
 * Calls back once when the parent process has gone. `npm start` puts a shell between itself and the server, which passes
 * no signal on: without this, a server whose npm was stopped would go on, and keep its port.
 */
export function onParentGone(callback: () => void): void {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    callback();
  }, CHECK_INTERVAL);
  check.unref();
}
