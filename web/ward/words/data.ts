import { catalogue } from "@shared/i18n/catalogue";

/** Personal-data requests and erasure. */
export const data = catalogue({
  "request-access": { vi: "Xem dữ liệu của mình", en: "Access" },
  "request-correction": { vi: "Sửa dữ liệu", en: "Correction" },
  "request-withdrawal": { vi: "Rút lại sự đồng ý", en: "Withdrawal of consent" },
  "request-objection": { vi: "Phản đối", en: "Objection" },
  "request-erasure": { vi: "Xoá dữ liệu", en: "Erasure" },
  "request-complaint": { vi: "Khiếu nại", en: "Complaint" },
});
