import { catalogue } from "@shared/i18n/catalogue";

/** Bringing a list along. */
export const imports = catalogue({
  "import-title": { vi: "Nhập danh sách từ bảng tính", en: "Import a list from a spreadsheet" },
  "import-what": { vi: "Chọn tệp .xlsx hoặc CSV (UTF-8). Trước khi nhập, trang cho xem từng dòng sẽ làm gì; nhập lại cùng tệp thì không thay đổi gì.", en: "Choose an .xlsx or CSV (UTF-8) file. You see what each row would do before it is taken; the same file again changes nothing." },
  "import-kind": { vi: "Danh sách gì", en: "What the rows are" },
  template: { vi: "Tải tệp mẫu", en: "Download the template" },
  file: { vi: "Tệp", en: "File" },
  "import-alike": { vi: "Nhập cả những hộ giống hộ đã có", en: "Take rows too that look like a household of the list" },
  "show-preview": { vi: "Xem trước", en: "Preview" },
  comparing: { vi: "Đang so sánh…", en: "Comparing…" },
  "v-new-row": { vi: "Mới", en: "New" },
  "v-changed-row": { vi: "Thay đổi", en: "Changed" },
  "v-doubtful-row": { vi: "Cần xem lại", en: "Doubtful" },
  "v-same-row": { vi: "Giữ nguyên", en: "Same" },
  "take-n": { vi: "Nhập {n} dòng", en: { one: "Take {n} row", other: "Take {n} rows" } },
  "nothing-to-take": { vi: "Không có dòng nào để nhập.", en: "There is nothing to take." },
  "doubtful-left": { vi: "{n} dòng cần xem lại sẽ được bỏ qua.", en: { one: "{n} doubtful row is left out.", other: "{n} doubtful rows are left out." } },
  "taking-n": { vi: "Đã nhập {n} dòng, đang tiếp tục…", en: { one: "{n} row taken, going on…", other: "{n} rows taken, going on…" } },
  "taken-n": { vi: "Đã nhập {n} dòng.", en: { one: "{n} row taken.", other: "{n} rows taken." } },
  "ignored-columns": { vi: "Cột không dùng: {list}", en: "Columns left aside: {list}" },
  row: { vi: "Dòng", en: "Row" },
  column: { vi: "Cột", en: "Column" },
  verdict: { vi: "Kết quả", en: "Verdict" },
  why: { vi: "Vì sao", en: "Why" },
  "whole-row": { vi: "cả dòng", en: "whole row" },
});
