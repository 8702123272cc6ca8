// Processes of the browser under test, as Linux has them.

import { readdirSync, readFileSync } from 'node:fs';

/**
 * Returns the memory of the renderers of the browsers that this process has started, in MB without what they share, the number
 * of their threads, and their processor time in ms.
 */
export function renderers() {
  const children = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      children.set(Number(fields[1]), [...(children.get(Number(fields[1])) ?? []), { pid, fields }]);
    } catch {
      // The process has ended meanwhile.
    }
  }
  const all = [];
  const visit = (pid) => {
    for (const child of children.get(pid) ?? []) {
      all.push(child);
      visit(Number(child.pid));
    }
  };
  visit(process.pid);
  const own = all.filter(({ pid }) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer'),
  );
  const pss = ({ pid }) =>
    Number(/Pss:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024;
  return {
    mb: Math.round(own.reduce((sum, child) => sum + pss(child), 0)),
    threads: own.reduce((sum, { fields }) => sum + Number(fields[17]), 0),
    cpuMs: own.reduce((sum, { fields }) => sum + 10 * (Number(fields[11]) + Number(fields[12])), 0),
  };
}
