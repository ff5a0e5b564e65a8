import { catalogue } from "@shared/i18n/catalogue";

/** Personal-data requests and their deadlines. */
export const data = catalogue({
  "requests-title": { vi: "Yêu cầu về dữ liệu cá nhân", en: "Personal-data requests" },
  "requests-open": { vi: "Còn phải làm", en: "To be done" },
  "requests-ended": { vi: "Đã kết thúc", en: "Ended" },
  "no-requests": { vi: "Không có yêu cầu nào.", en: "No requests." },
  "request-kind": { vi: "Yêu cầu gì", en: "What is asked" },
  "request-text": { vi: "Lời của người yêu cầu", en: "In their words" },
  "request-access": { vi: "Xem dữ liệu của mình", en: "Access" },
  "request-correction": { vi: "Sửa dữ liệu", en: "Correction" },
  "request-withdrawal": { vi: "Rút lại sự đồng ý", en: "Withdrawal of consent" },
  "request-objection": { vi: "Phản đối", en: "Objection" },
  "request-erasure": { vi: "Xoá dữ liệu", en: "Erasure" },
  "request-complaint": { vi: "Khiếu nại", en: "Complaint" },
  "answer-by": { vi: "trả lời trước {day}", en: "answer by {day}" },
  "carry-out-by": { vi: "thực hiện trước {day}", en: "carry out by {day}" },
  "taken-on": { vi: "Tiếp nhận {day}", en: "Taken {day}" },
  answer: { vi: "Trả lời", en: "Answer" },
  "answer-text": { vi: "Đã trả lời thế nào", en: "What was answered" },
  "outcome-acknowledged": { vi: "Đã báo tiếp nhận, còn phải làm", en: "Acknowledged, still to be done" },
  "outcome-done": { vi: "Đã thực hiện", en: "Done" },
  "outcome-refused": { vi: "Từ chối, có lý do", en: "Refused, with a reason" },
  "outcome-taken_back": { vi: "Người yêu cầu rút lại", en: "Taken back" },
  "request-saved": { vi: "Đã ghi yêu cầu.", en: "The request is taken." },
  "answer-saved": { vi: "Đã ghi câu trả lời.", en: "The answer is noted." },
  "to-household": { vi: "Mở hộ này", en: "Open the household" },
});
