import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Joins a path inside the project. */
export const inProject = (...parts) => join(ROOT, ...parts);

/** The folder of tools that all clones on this machine share. */
export const TOOLS_CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lanes', 'tools');

/** Returns the environment with `folders` in front of its PATH. */
export function withPath(env, ...folders) {
  return { ...env, PATH: [...folders, env.PATH].filter(Boolean).join(delimiter) };
}
