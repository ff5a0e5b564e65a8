/** Server-sent events over fetch, for a bearer token cannot be given to EventSource; it comes back by itself. */

import type { Bearer } from "./client";

export interface LiveEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/** Follow `/live` until the signal ends it. `onLost` is told when the stream broke, `onEvent` of whatever comes. */
export async function follow(
  address: string,
  bearer: Bearer,
  { onEvent, onLost, signal }: { onEvent: (event: LiveEvent) => void; onLost: () => void; signal: AbortSignal },
): Promise<void> {
  let last = "";
  let pause = FIRST_PAUSE;
  while (!isOver(signal)) {
    const heard = await listen(address, await bearer(), last, signal, (event) => {
      last = event.id || last;
      onEvent(event);
    });
    if (!isOver(signal)) onLost();
    pause = heard ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, pause * 2);
    await wait(pause, signal);
  }
}

function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** One connection; whether anything came of it. */
async function listen(
  address: string,
  token: string | undefined,
  last: string,
  signal: AbortSignal,
  onEvent: (event: LiveEvent) => void,
): Promise<boolean> {
  let heard = false;
  try {
    const headers = { ...(token && { Authorization: `Bearer ${token}` }), ...(last && { "Last-Event-ID": last }) };
    const answer = await fetch(address, { headers, signal, cache: "no-store", credentials: "same-origin" });
    if (!answer.ok || answer.body === null) return false;
    for await (const event of eventsOf(answer.body.pipeThrough(new TextDecoderStream()))) {
      heard = true;
      onEvent(event);
    }
  } catch {
    // A broken stream is followed by a new one.
  }
  return heard;
}

export async function* eventsOf(stream: ReadableStream<string>): AsyncGenerator<LiveEvent> {
  const reader = stream.getReader();
  let rest = "";
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const blocks = (rest + (value ?? "")).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = eventOf(block);
      if (event !== undefined) yield event;
    }
  }
}

function eventOf(block: string): LiveEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const [name = "", ...value] = line.split(":");
    if (name) fields.set(name, [fields.get(name), value.join(":").replace(/^ /, "")].filter((part) => part !== undefined).join("\n"));
  }
  const data = fields.get("data");
  return data === undefined ? undefined : { event: fields.get("event") ?? "message", id: fields.get("id") ?? "", data };
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
