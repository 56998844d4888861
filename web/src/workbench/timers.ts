/** Timers by name: one that is set anew begins anew. */
export class Timers {
  private readonly running = new Map<string, ReturnType<typeof setTimeout>>();

  later(name: string, ms: number, run: () => void): void {
    this.clear(name);
    const done = () => {
      this.running.delete(name);
      run();
    };
    this.running.set(name, setTimeout(done, ms));
  }

  waits(name: string): boolean {
    return this.running.has(name);
  }

  clear(...names: string[]): void {
    for (const name of names) {
      clearTimeout(this.running.get(name));
      this.running.delete(name);
    }
  }

  stop(): void {
    this.clear(...this.running.keys());
  }
}
