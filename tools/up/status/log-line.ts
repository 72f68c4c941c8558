/** The message of a log line, which is JSON in our services and plain text elsewhere. */
export function messageOf(line: string): string {
  try {
    const entry: unknown = JSON.parse(line);
    const text = typeof entry === 'object' && entry !== null && 'message' in entry ? entry.message : line;
    return String(text);
  } catch {
    return line;
  }
}

/** Frames of a stack, the version that Node.js ends one with, and lines of brackets say nothing to a reader. */
const noise = /^\s*(at .*|Node\.js v[0-9.]+|[\^~\s{}[\]]*)$/;

/** The longest reason that is shown; the log has all of it. */
const longestReason = 200;

/** Why a program ended, as far as its last line tells; none when it said nothing. */
export function reasonOf(lines: readonly string[]): string | undefined {
  const last = lines.findLast((line) => !noise.test(line));
  return last === undefined ? undefined : messageOf(last).trim().slice(0, longestReason);
}
