/** Says what is done and how long it took; `note` replaces what is shown behind the name on a terminal. */
export async function timed<T>(name: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> {
  const seconds = stopwatch();
  const isTerminal = process.stdout.isTTY;
  const show = (text: string): boolean => process.stdout.write(`\r\x1b[K  ${name} … ${text}`);
  let lastLine = 0;
  const note = (text: string): void => {
    if (isTerminal) show(text);
    else if (seconds() - lastLine >= lineEverySeconds) {
      lastLine = seconds();
      console.log(`  ${name} … ${text}, ${lastLine.toFixed(0)} s`);
    }
  };
  if (isTerminal) show('');
  const result = await work(note);
  console.log(`${isTerminal ? '\r\x1b[K' : ''}  ${name.padEnd(nameWidth)} ${seconds().toFixed(1).padStart(7)} s`);
  return result;
}

/** Seconds since the call. */
export function stopwatch(): () => number {
  const started = performance.now();
  return () => (performance.now() - started) / 1_000;
}

const nameWidth = 52;

/** Logs of CI keep every line: one in half a minute tells that a build goes on. */
const lineEverySeconds = 30;
