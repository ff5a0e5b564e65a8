import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import { dayOf } from "@shared/i18n/days";
import { Failure } from "@shared/parts/notices";
import type { Desk } from "../desk";
import { useSending } from "../parts/command";
import { Listed } from "../parts/listed";
import type { Stand } from "../roster/store";
import { say } from "../words";
import { FollowUpLine } from "./today_lines";

/** What should have been come back for by now. */
export function FollowUps({ desk }: { desk: Desk }) {
  const stand = useSignal<Stand | undefined>(undefined);
  const { isBusy, failure, send } = useSending();
  const { visits } = desk.services;
  const waits = stand.value && { min_version: `${stand.value.stream}:${stand.value.version}` };
  const query = { due_before: dayOf(Date.now()), limit: 100, ...waits };
  const close = (follow_up_id: string) =>
    send(async (header) => {
      const body = { occurred_at: new Date().toISOString() };
      const done = await dataOf(visits.POST("/api/visits/v1/follow-ups/{follow_up_id}/closure", { params: { path: { follow_up_id }, header }, body }));
      stand.value = { stream: done.stream, version: done.version };
      desk.said.value = { text: say("closed-done") };
    });
  return (
    <>
      {failure.value !== undefined && <Failure failure={failure.value} />}
      <Listed of={JSON.stringify(query)} ask={(cursor) => dataOf(visits.GET("/api/visits/v1/follow-ups", { params: { query: { ...query, ...(cursor && { cursor }) } } }))} empty={say("no-follow-ups")}>
        {(items) => (
          <ul class="sheet entries">
            {items.map((one) => (
              <li key={one.id} class="entry">
                <div>
                  <FollowUpLine desk={desk} followUp={one} now={Date.now()} />
                </div>
                <button type="button" disabled={isBusy.value} onClick={() => void close(one.id)}>
                  {say("close-follow-up")}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Listed>
    </>
  );
}
