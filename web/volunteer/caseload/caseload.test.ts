import { describe, expect, it } from "vitest";
import { saved, type Entry } from "../outbox/entry";
import { dueOf, found, plain } from "./finding";
import type { History, Household, KeptHousehold } from "./household";
import { shown } from "./overlay";
import { reconciled } from "./reconcile";

const TODAY = "2026-03-10";

function household(id: string, more: Partial<Household> = {}): Household {
  const nothing = { code: null, village: "tà-lang", adults: null, assigned_on: null, phone: null, address: null, location: null, language: null };
  return { id, ...nothing, village_name: "Tà Lang", head_name: `Hộ ${id}`, priority: [], signal: "none", ...more };
}

function history(id: string, more: Partial<History> = {}): History {
  const standing = { helped: false, self_reliant: false, able_already: false, no_contact: false };
  return { id, household_known: true, removed: false, visits_counted: 0, standing, ...more };
}

function kept(id: string, more: Partial<KeptHousehold> = {}): KeptHousehold {
  return { household: household(id), standing: "ours", ...more };
}

function visitEntry(householdId: string, body: Record<string, unknown> = {}, more: Partial<Entry> = {}): Entry {
  const said = { visit_id: `visit-${householdId}`, household_id: householdId, occurred_at: "2026-03-09T03:00:00Z", outcome: "helped", people_helped: 1, procedures: [], follow_ups: [] };
  const draft = { commandId: `command-${householdId}`, service: "visits" as const, kind: "RecordVisit", householdId, body: { ...said, ...body }, savedAt: "2026-03-09T03:00:00Z" };
  return { ...saved(draft, 1), ...more };
}

describe("the server's lists", () => {
  it("bring households, change them, and take them away", () => {
    const before = [kept("a"), kept("b")];
    const { put, remove } = reconciled(before, { list: [household("b", { head_name: "Khác" }), household("c")] }, []);
    expect(put.map((one) => [one.household.id, one.household.head_name])).toEqual([["b", "Khác"], ["c", "Hộ c"]]);
    expect(remove).toEqual(["a"]);
  });

  it("change nothing that is the same, and nothing at all when they are as they were", () => {
    const before = [kept("a", { history: history("a") })];
    expect(reconciled(before, { list: [household("a")], histories: [history("a")] }, [])).toEqual({ put: [], remove: [] });
    expect(reconciled(before, {}, [])).toEqual({ put: [], remove: [] });
  });

  it("keep histories that are said to be as they were, and how the server names them", () => {
    const before = [kept("a", { history: history("a"), etag: '"1"' }), kept("b", { history: history("b"), etag: '"2"' })];
    const told = { histories: [history("b", { visits_counted: 1 })], etags: { a: '"1"', b: '"3"' } };
    expect(reconciled(before, told, []).put).toEqual([kept("b", { history: history("b", { visits_counted: 1 }), etag: '"3"' })]);
  });

  it("keep a household that is no longer ours until its outbox is accepted, also over later syncs", () => {
    const waiting = visitEntry("a");
    const first = reconciled([kept("a")], { list: [] }, [waiting]);
    expect(first).toEqual({ put: [kept("a", { standing: "leaving" })], remove: [] });
    expect(reconciled(first.put, {}, [waiting])).toEqual({ put: [], remove: [] });
    expect(reconciled(first.put, {}, [{ ...waiting, state: "accepted" }])).toEqual({ put: [], remove: ["a"] });
  });

  it("keep what was registered here, until the list holds it or somebody else helps it", () => {
    const fresh = kept("n", { standing: "new" });
    const registering = visitEntry("n");
    expect(reconciled([fresh], { list: [] }, [registering])).toEqual({ put: [], remove: [] });
    expect(reconciled([fresh], { list: [household("n")] }, []).put[0]?.standing).toBe("ours");
    expect(reconciled([fresh], { list: [] }, []).remove).toEqual(["n"]);
  });

  it("keep a form that was begun, and a history that visits does not tell just now", () => {
    const draft = { note: "dở" } as unknown as NonNullable<KeptHousehold["draft"]>;
    const before = [kept("a", { history: history("a"), draft })];
    const { put } = reconciled(before, { list: [household("a", { adults: 3 })], histories: [] }, []);
    expect(put).toEqual([{ ...before[0], household: household("a", { adults: 3 }) }]);
  });
});

describe("what the page shows", () => {
  it("is the server's history with what this phone recorded since, each visit once", () => {
    const line = { case_id: "case-1", procedure: "birth-registration", step: "submitted", mode: "assisted", appointment: "2026-03-20" };
    const entry = visitEntry("a", { procedures: [line], follow_ups: [{ id: "f", due: "2026-03-12", what: "xem" }], consent: { answer: "given" }, self_reliant: true });
    const before = shown(kept("a", { history: history("a") }), [entry]);
    expect(before.visits).toHaveLength(1);
    expect(before.openCases).toMatchObject([{ id: "case-1", state: "open", appointment: "2026-03-20" }]);
    expect(before.followUps).toMatchObject([{ id: "f", due: "2026-03-12" }]);
    expect([before.wasMet, before.selfReliant, before.lastVisitOn, before.consents.length, before.unsent]).toEqual([true, true, "2026-03-09", 1, 1]);
    const told = { ...(entry.body as object), day: "2026-03-09" } as unknown as NonNullable<History["visits"]>[number];
    const after = shown(kept("a", { history: history("a", { visits: [told] }) }), [{ ...entry, state: "accepted" }]);
    expect(after.visits).toEqual([{ visit: told }]);
    expect([after.openCases, after.followUps, after.unsent]).toEqual([[], [], 0]);
  });

  it("counts nothing of a refused visit, but does not hide it", () => {
    const entry = visitEntry("a", { follow_ups: [{ id: "f", due: "2026-03-12", what: "xem" }] }, { state: "refused" });
    const one = shown(kept("a"), [entry]);
    expect(one.visits).toHaveLength(1);
    expect([one.wasMet, one.followUps, one.lastVisitOn, one.unsent]).toEqual([false, [], undefined, 1]);
  });

  it("closes cases and follow-ups that were worked on here", () => {
    const open = { id: "case-1", procedure: "birth-registration", on_the_spot: false, opened: { day: "2026-03-01", mode: "self" as const }, state: "returned" as const };
    const followUp = { id: "f", due: "2026-03-05", opened_at: "2026-03-01T00:00:00Z", state: "open" as const };
    const entry = visitEntry("a", { procedures: [{ case_id: "case-1", procedure: "birth-registration", step: "completed", mode: "self" }] });
    const closing: Entry = { ...entry, commandId: "closing", kind: "CloseFollowUp", body: { follow_up_id: "f" } };
    const one = shown(kept("a", { history: history("a", { cases: [open], follow_ups: [followUp] }) }), [entry, closing]);
    expect([one.openCases, one.followUps]).toEqual([[], []]);
  });
});

describe("finding", () => {
  const due = (id: string, day: string) => shown(kept(id, { history: history(id, { follow_ups: [{ id, due: day, opened_at: "2026-03-01T00:00:00Z", state: "open" }] }) }), []);
  const met = (id: string, day: string) => shown(kept(id, { history: history(id, { last_visit_on: day, standing: { ...history(id).standing, first_met_on: day } }) }), []);

  it("puts who is overdue first, then who is due, then who was never met, then the longest unseen", () => {
    const all = [met("seen", "2026-03-01"), met("longest", "2026-01-01"), shown(kept("never"), []), due("soon", "2026-03-12"), due("over", "2026-03-01"), due("today", TODAY)];
    const order = found(all, { text: "", order: "due", filter: "all", today: TODAY }).map((one) => one.id);
    expect(order).toEqual(["over", "today", "soon", "never", "longest", "seen"]);
    expect(found(all, { text: "", order: "due", filter: "due", today: TODAY })).toHaveLength(3);
  });

  it("says how far the earliest day is, of follow-ups and appointments alike", () => {
    expect(dueOf(due("a", "2026-03-07"), TODAY)).toEqual({ urgency: "overdue", day: "2026-03-07", days: -3 });
    expect(dueOf(due("a", "2026-04-07"), TODAY).urgency).toBe("unvisited");
  });

  it("finds names typed without marks", () => {
    expect(plain("Đặng  Thị Hòa")).toBe("dang thi hoa");
    const all = [shown(kept("a", { household: household("a", { head_name: "Đặng Thị Hòa" }) }), []), shown(kept("b"), [])];
    expect(found(all, { text: "hoa dang", order: "village", filter: "all", today: TODAY }).map((one) => one.id)).toEqual(["a"]);
  });
});
