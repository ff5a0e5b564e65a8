import { useSignal } from "@preact/signals";
import { dataOf } from "@shared/api/client";
import type { Desk } from "../desk";
import { Listed } from "../parts/listed";
import { chosenTab, Tabs } from "../parts/tabs";
import type { Stand } from "../roster/store";
import { say } from "../words";
import { RequestEntry } from "./request_entry";
import "./timeline.css";

const SHOWN = ["open", "ended"] as const;

/** What households ask about their data, by the next legal deadline. */
export function RequestsView({ desk }: { desk: Desk }) {
  const stand = useSignal<Stand | undefined>(undefined);
  const show = chosenTab("show", SHOWN);
  const waits = stand.value && { min_version: `${stand.value.stream}:${stand.value.version}` };
  const query = { open: show === "open", limit: 100, ...waits };
  const ask = (cursor: string | undefined) =>
    dataOf(desk.services.visits.GET("/api/visits/v1/wards/{ward}/requests", { params: { path: { ward: desk.ward }, query: { ...query, ...(cursor && { cursor }) } } }));
  return (
    <>
      <h1 tabIndex={-1}>{say("requests-title")}</h1>
      <Tabs label={say("show")} name="show" options={SHOWN.map((one) => [one, say(`requests-${one}`)])} />
      <Listed of={JSON.stringify(query)} ask={ask} empty={say("no-requests")}>
        {(items) => (
          <ul class="sheet entries">
            {items.map((request) => (
              <RequestEntry key={request.id} desk={desk} request={request} onDone={(done) => (stand.value = { stream: done.stream, version: done.version })} />
            ))}
          </ul>
        )}
      </Listed>
    </>
  );
}
