import { TestEnvironment } from 'jest-environment-node';

type Hook = () => unknown;

/** What Jest tells an environment of hooks: of each that a file declares, and of each that it calls. */
type HookEvent =
  | { readonly name: 'add_hook'; readonly hookType: string; readonly fn: Hook }
  | { readonly name: 'hook_start'; readonly hook: { readonly fn: Hook } }
  | { readonly name: 'other' };

/**
 * Node, which calls `afterAll` of a file whatever became of it. Jest does not where the file throws while it is loaded
 * or all its tests are skipped, and what was opened stayed open: with one worker the run never ended, with more the
 * next file could not open ClickHouse.
 */
export default class TidyEnvironment extends TestEnvironment {
  readonly #due = new Set<Hook>();

  handleTestEvent(event: HookEvent): void {
    if (event.name === 'add_hook' && event.hookType === 'afterAll') this.#due.add(event.fn);
    if (event.name === 'hook_start') this.#due.delete(event.hook.fn);
  }

  override async teardown(): Promise<void> {
    for (const close of this.#due) {
      try {
        await close();
      } catch (problem) {
        // Jest is about to say why the file could not run, which is more than this.
        console.error(problem);
      }
    }
    await super.teardown();
  }
}
