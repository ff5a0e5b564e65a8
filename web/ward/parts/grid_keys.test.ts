import { expect, it } from "vitest";
import { nextRow } from "./grid_keys";

it("moves within the table and never beyond its ends", () => {
  expect(nextRow("ArrowDown", 0, 3, 2)).toBe(1);
  expect(nextRow("ArrowDown", 2, 3, 2)).toBe(2);
  expect(nextRow("ArrowUp", 0, 3, 2)).toBe(0);
  expect(nextRow("PageDown", 0, 3, 20)).toBe(2);
  expect(nextRow("End", 0, 5_170, 20)).toBe(5_169);
  expect(nextRow("Home", 9, 5_170, 20)).toBe(0);
  expect(nextRow("a", 1, 3, 2)).toBeUndefined();
});
