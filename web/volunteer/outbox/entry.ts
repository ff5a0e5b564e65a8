/** What a volunteer recorded and the server has not yet accepted, and what became of it. */

export type Service = "assignment" | "visits";

/** `saved`: on this phone. `sending`: on its way, outcome unknown. Whatever is not accepted is kept until it is. */
export type EntryState = "saved" | "sending" | "accepted" | "refused";

/** What the server said when it refused, in the language of the page. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
  readonly status: number;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly message: string }[];
}

export interface Entry {
  /** Its id as a command: the same on every attempt, so that it counts once however often it is sent. */
  readonly commandId: string;
  readonly service: Service;
  readonly kind: string;
  /** Entries of one household are sent in the order in which they were saved, and wait for each other. */
  readonly householdId: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The phone's own time; the server corrects it by what `sent_at` shows. */
  readonly savedAt: string;
  readonly order: number;
  readonly state: EntryState;
  readonly attempts: number;
  /** Not to be sent again before this phone's time; absent: at once. */
  readonly notBefore?: number;
  readonly problem?: Problem;
  readonly flags?: readonly string[];
  readonly acceptedAt?: string;
  /** `<stream>:<version>` of its acceptance, for reads that must have seen it. */
  readonly seen?: string;
  /** The person said when it happened, for the phone's clock was behind the server's. */
  readonly told?: boolean;
  /** The era of the ledgers that accepted it: after a restore it is sent once more. */
  readonly era?: string;
}

export type Draft = Pick<Entry, "commandId" | "service" | "kind" | "householdId" | "body" | "savedAt" | "told">;

/** An entry as it is saved, in one transaction with what the page shows of it. */
export function saved(draft: Draft, order: number): Entry {
  return { ...draft, order, state: "saved", attempts: 0 };
}

/** Entries that the server has not accepted: what the counter on the page counts. */
export function unaccepted(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter((entry) => entry.state !== "accepted");
}
