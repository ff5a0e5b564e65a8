import { describe, expect, it } from "vitest";
import { csvOf } from "./csv";

describe("CSV", () => {
  it("keeps letters, numbers, quotes and lines whole", () => {
    const text = csvOf(["Đơn vị", "Hộ"], [["Phường Hải Vân", 1350], ['Xã "Avương", núi', null], ["hai\ndòng", 0]]);
    expect(text).toBe('\uFEFFĐơn vị,Hộ\r\nPhường Hải Vân,1350\r\n"Xã ""Avương"", núi",\r\n"hai\ndòng",0\r\n');
  });

  it("gives no spreadsheet a formula", () => {
    expect(csvOf(["a"], [["=1+1"], ["-2"], ["@x"]])).toBe("\uFEFFa\r\n'=1+1\r\n'-2\r\n'@x\r\n");
    expect(csvOf(["a"], [[-2]])).toBe("\uFEFFa\r\n-2\r\n");
  });
});
