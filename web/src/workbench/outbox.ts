/** Sends what was submitted, in order and in the background, and does not let go of it before there is a receipt. */
import { Problem } from "../api/http";
import type { Journal, Outgoing } from "./journal";
import type { Receipt, WorkApi } from "./work";

export interface Line {
  /** Since when the server was not reached, ms; null while it is. */
  offlineSince: number | null;
  pending: number;
}

interface Heard {
  receipt(out: Outgoing, receipt: Receipt | undefined): void;
  /** The server will never take it as it is: back to the person, with everything as it was. */
  refused(out: Outgoing, problem: Problem): void;
  line(line: Line): void;
  signedOut(): void;
}

const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/** Whether a failed request may succeed later, unchanged. */
export function passing(error: unknown): boolean {
  if (!(error instanceof Problem)) return true;
  return (
    error.status === 0 ||
    error.status === 401 ||
    error.status === 408 ||
    error.status === 429 ||
    error.status >= 500 ||
    error.code === "in_flight"
  );
}

export class Outbox {
  private list: Outgoing[] = [];
  private flight: Outgoing | null = null;
  private failures = 0;
  private offlineSince: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(
    private readonly api: Pick<WorkApi, "send">,
    private readonly journal: Journal,
    private readonly now: () => number,
    private readonly heard: Heard,
  ) {}

  /** Takes up what an earlier page left behind. */
  async start(): Promise<void> {
    const left = await this.journal.outgoing();
    this.list = [...left, ...this.list.filter((one) => left.every((other) => other.id !== one.id))];
    this.tell();
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  add(out: Outgoing): void {
    this.list.push(out);
    this.tell();
  }

  /** Puts what was added in the journal and on its way, unless it was taken back or is gone already. */
  async send(out: Outgoing): Promise<void> {
    if (!this.list.includes(out)) return;
    const kept = this.journal.queue(out);
    void this.run();
    await kept;
  }

  /** Takes back what has not been sent yet; null when it is on its way or gone. */
  takeBack(id: string): Outgoing | null {
    const out = this.list.find((one) => one.id === id);
    if (!out || this.flight === out) return null;
    this.list = this.list.filter((one) => one !== out);
    void this.journal.sent(id);
    this.tell();
    return out;
  }

  /** Tries again at once: the connection is back, or somebody signed in. */
  kick(): void {
    clearTimeout(this.timer);
    this.failures = 0;
    void this.run();
  }

  /** Another request showed whether the server can be reached. */
  reached(yes: boolean): void {
    if (yes === (this.offlineSince === null)) return;
    this.offlineSince = yes ? null : this.now();
    this.tell();
    if (yes) this.kick();
  }

  private tell(): void {
    this.heard.line({ offlineSince: this.offlineSince, pending: this.list.length });
  }

  private async run(): Promise<void> {
    if (this.flight) return;
    while (!this.stopped) {
      const out = this.list[0];
      if (!out) return;
      this.flight = out;
      try {
        const receipt = await this.api.send(out.outcome, out.id);
        this.flight = null;
        this.settled(out);
        this.failures = 0;
        this.offlineSince = null;
        this.heard.receipt(out, receipt);
      } catch (error) {
        this.flight = null;
        if (passing(error)) return this.again(error);
        this.settled(out);
        this.heard.refused(out, error as Problem);
      }
      this.tell();
    }
  }

  private settled(out: Outgoing): void {
    this.list = this.list.filter((one) => one !== out);
    void this.journal.sent(out.id);
  }

  private again(error: unknown): void {
    if (error instanceof Problem && error.status === 401) this.heard.signedOut();
    this.offlineSince ??= this.now();
    this.tell();
    const pause = PAUSES_MS[Math.min(this.failures, PAUSES_MS.length - 1)];
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), pause);
  }
}
