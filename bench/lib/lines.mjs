// Processes that answer each line with a line, so that no measurement starts a process.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Problem } from '../../scripts/lib/report.mjs';

/** Starts a process. Its answers are `<milliseconds> <checksum>`. */
export function startPeer(command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Problem(`${command} ended at: ${line.slice(0, 80)}`);
      const [ms, sum] = value.split(' ');
      return { ms: Number(ms), sum };
    },
    end: () => child.kill(),
  };
}
