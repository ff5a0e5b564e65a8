import { describe, expect, it } from "vitest";
import { bodyOf, draftOf, knownLine, localMinute, missing, newDraft, newLine, type VisitDraft, withLine, withOutcome, withPeople } from "./draft";
import { countedOn, offered } from "./procedures";

const NOW = "2026-03-10T02:00:00.000Z";
const begun = (more: Partial<VisitDraft> = {}): VisitDraft => ({ ...newDraft("visit", "follow-up"), ...more });

describe("a visit being written down", () => {
  it("needs no more than its outcome", () => {
    expect(missing(begun(), false)).toEqual(["outcome"]);
    const draft = withOutcome(begun(), "nobody_home");
    expect(missing(draft, false)).toEqual([]);
    expect(bodyOf(draft, "h", NOW)).toEqual({
      visit_id: "visit",
      household_id: "h",
      occurred_at: NOW,
      outcome: "nobody_home",
      place: "home",
      people_helped: 0,
      people_new: 0,
      procedures: [],
      follow_ups: [],
    });
  });

  it("asks for what belongs together", () => {
    const draft = withOutcome(begun({ followUpDue: "2026-03-12", consent: "given" }), "no_need");
    expect(missing(draft, true)).toEqual(["when", "consent-by", "follow-up-what"]);
    expect(missing(begun({ outcome: "no_need", followUpWhat: "xem" }), false)).toEqual(["follow-up-due"]);
  });

  it("counts people only where somebody was helped, and new ones among them", () => {
    const helped = withPeople({ ...withOutcome(begun(), "helped"), peopleNew: 1 }, 0);
    expect([withOutcome(begun(), "helped").peopleHelped, helped.peopleNew]).toEqual([1, 0]);
    expect(withOutcome(withPeople(helped, 3), "refused").peopleHelped).toBe(0);
  });

  it("takes a procedure for help, a dossier for handed in, a service for done", () => {
    const draft = withLine(begun(), newLine("c", { id: "birth-registration", class: "dossier" }));
    expect([draft.outcome, draft.lines[0]?.step]).toEqual(["helped", "submitted"]);
    expect(newLine("c", { id: "sim-registration", class: "service" }).step).toBe("completed");
    expect(knownLine({ id: "c", procedure: "birth-registration", state: "returned" }).step).toBe("submitted");
  });

  it("says nothing for people who were not met", () => {
    const draft = begun({ outcome: "moved_away", selfReliant: "yes", consent: "given", consentBy: "bà" });
    expect(bodyOf(draft, "h", NOW)).not.toHaveProperty("consent");
    expect(bodyOf(draft, "h", NOW)).not.toHaveProperty("self_reliant");
  });

  it("sends an authorisation only with what was done on behalf", () => {
    const line = { ...newLine("c", { id: "other", class: "other" }), authorisation: "UQ-1" };
    const sent = (mode: "self" | "on_behalf") => bodyOf(withLine(begun(), { ...line, mode }), "h", NOW).procedures[0];
    expect(sent("self")).not.toHaveProperty("authorisation");
    expect(sent("on_behalf")).toMatchObject({ authorisation: "UQ-1" });
  });

  it("comes back whole when it is to be mended", () => {
    const line = { ...newLine("c", { id: "birth-registration", class: "dossier" }), forWhom: "cháu", appointment: "2026-03-20" };
    const whole = withLine(begun({ followUpDue: "2026-03-12", followUpWhat: "xem", selfReliant: "no", consent: "given", consentBy: "bà", consentHow: "signed", note: "x", obstacle: "language" }), line);
    const body = bodyOf({ ...whole, when: "2026-03-10T09:00" }, "h", NOW);
    expect(bodyOf(draftOf(body, "other"), "h", "never")).toEqual(body);
  });

  it("has Da Nang's time", () => {
    expect(localMinute("2026-03-09T17:30:00Z")).toBe("2026-03-10T00:30");
    expect(bodyOf(begun({ outcome: "helped", when: "2026-03-10T00:30" }), "h", NOW).occurred_at).toBe("2026-03-10T00:30:00+07:00");
  });
});

describe("procedures", () => {
  it("are offered by how often this phone recorded them", () => {
    const used = countedOn(countedOn({}, ["tax-payment", "tax-payment"]), ["birth-registration"]);
    expect(offered(used).slice(0, 3).map((one) => one.id)).toEqual(["tax-payment", "birth-registration", "vneid-level-2"]);
  });
});
