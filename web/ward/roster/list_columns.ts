/** The columns that an import takes, in the template's order; the services know them by these Vietnamese titles. */

export type ListKind = "households" | "volunteers";

export const COLUMNS = {
  households: {
    code: "Mã",
    village: "Thôn, tổ dân phố",
    head_name: "Chủ hộ",
    phone: "Điện thoại",
    address: "Địa chỉ",
    location: "Đường đến",
    priority: "Nhóm ưu tiên",
    signal: "Sóng di động",
    adults: "Số người lớn",
    language: "Ngôn ngữ trong nhà",
  },
  volunteers: {
    code: "Mã",
    name: "Họ tên",
    phone: "Điện thoại",
    kind: "Thành phần",
    capacity: "Số hộ tối đa",
    village: "Thôn, tổ dân phố",
    languages: "Nói được",
    minor_until: "Đủ 18 tuổi vào tháng",
    given_on: "Phụ huynh đồng ý ngày",
    slip: "Số phiếu đồng ý",
  },
} as const satisfies Record<ListKind, Record<string, string>>;

/** A column's title by what a problem points to, as `/signal`; the name itself where the template has no such column. */
export function columnTitle(kind: ListKind, pointer: string): string {
  const name = pointer.split("/")[1] ?? pointer;
  const titles: Readonly<Record<string, string>> = COLUMNS[kind];
  return titles[name === "guardian_consent" ? "given_on" : name] ?? name;
}
