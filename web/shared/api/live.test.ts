import { describe, expect, it } from "vitest";
import { eventsOf, type LiveEvent } from "./live";

async function read(...chunks: string[]): Promise<LiveEvent[]> {
  const events: LiveEvent[] = [];
  const stream = new ReadableStream<string>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  for await (const event of eventsOf(stream)) events.push(event);
  return events;
}

describe("events of a stream", () => {
  it("are whole however the network cuts them", async () => {
    const text = 'event: wards\r\nid: f:3\r\ndata: {"wards":["20194"]}\r\n\r\n: ping\r\n\r\nevent: ready\ndata: {}\n\n';
    const whole = await read(text);
    expect(whole).toEqual([
      { event: "wards", id: "f:3", data: '{"wards":["20194"]}' },
      { event: "ready", id: "", data: "{}" },
    ]);
    expect(await read(...text.split(""))).toEqual(whole);
  });

  it("keep several lines of data, and leave an unfinished event out", async () => {
    expect(await read("data: a\ndata: b\n\ndata: c\n")).toEqual([{ event: "message", id: "", data: "a\nb" }]);
  });
});
