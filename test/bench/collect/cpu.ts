import { readdirSync, readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/**
 * Seconds of processor time that a process has used, with the processes below it that it has waited for; null where the
 * system does not say.
 */
export function cpuOf(pid: number): number | null {
  const fields = statOf(pid);
  return fields === null
    ? null
    : fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_A_SECOND;
}

/** The same of a process and all its children, living or not: of the server and the connections to it. */
export function cpuOfFamily(pid: number): number | null {
  const own = cpuOf(pid);
  if (own === null) return null;
  const children = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && statOf(Number(name))?.[1] === String(pid),
  );
  return children.reduce((sum, child) => sum + (cpuOf(Number(child)) ?? 0), own);
}

/** What stands behind the name in /proc/PID/stat: state, parent, …; the name may hold spaces. */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    // Another system, or it has ended.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return null;
    throw error;
  }
}
