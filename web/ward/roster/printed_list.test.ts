import { describe, expect, it } from "vitest";
import { givenName, type History, printedList } from "./printed_list";
import type { Household } from "./store";

const household = (id: string, code: string): Household =>
  ({ id, code, head_name: `Nguyễn Thị ${code} (mẫu)`, phone: "0905 000 001", priority: ["poor"], address: "Nhà 7", location: "sau trường", village_name: "Tà Lang" }) as unknown as Household;
const history = (id: string, more: object): History => ({ id, ...more }) as unknown as History;

describe("a volunteer's printed list", () => {
  it("says no more than given name, house, way and the day that is due", () => {
    const [line] = printedList([household("1", "Lan")], []);
    expect(line).toEqual({ id: "1", code: "Lan", givenName: "Lan (mẫu)", village: "Tà Lang", house: "Nhà 7", way: "sau trường", due: "" });
    expect(JSON.stringify(line)).not.toMatch(/0905|poor|Nguyễn/);
  });

  it("begins with what is due first, by open follow-ups and appointments", () => {
    const histories = [
      history("1", { follow_ups: [{ state: "closed", due: "2026-11-01" }, { state: "open", due: "2026-12-05" }] }),
      history("2", { cases: [{ state: "open", appointment: "2026-12-01" }, { state: "closed", appointment: "2026-11-02" }] }),
    ];
    const lines = printedList(["1", "2", "3"].map((id) => household(id, `M${id}`)), histories);
    expect(lines.map((one) => [one.id, one.due])).toEqual([
      ["2", "2026-12-01"],
      ["1", "2026-12-05"],
      ["3", ""],
    ]);
  });

  it("calls people by the last word of their name", () => {
    expect(givenName("Alăng Thị Mơ")).toBe("Mơ");
    expect(givenName("")).toBe("");
  });
});
