import { catalogue } from "../i18n/catalogue";
import { speaker } from "../i18n/language";

/** What every page says. */
export const say = speaker(
  catalogue({
    "skip-to-content": { vi: "Đến nội dung chính", en: "Skip to the content" },
    language: { vi: "Ngôn ngữ", en: "Language" },
    "no-answer": { vi: "Không liên lạc được với máy chủ", en: "The server does not answer" },
    "no-answer-remedy": {
      vi: "Kiểm tra mạng rồi thử lại; những gì đã lưu trên máy vẫn còn.",
      en: "Check the network and try again; what is saved on this device is still there.",
    },
    defect: { vi: "Trang này gặp lỗi", en: "This page met a defect" },
    "defect-remedy": { vi: "Tải lại trang; nếu vẫn lỗi, báo cho điều phối viên.", en: "Load the page again; if it stays, tell your coordinator." },
    "try-again": { vi: "Thử lại", en: "Try again" },
    "try-in": { vi: "Thử lại sau {n} giây.", en: { one: "Try again in {n} second.", other: "Try again in {n} seconds." } },
    loading: { vi: "Đang tải", en: "Loading" },
    close: { vi: "Đóng", en: "Close" },
    cancel: { vi: "Huỷ", en: "Cancel" },
    "sign-out": { vi: "Đăng xuất", en: "Sign out" },
    accessibility: { vi: "Khả năng tiếp cận", en: "Accessibility" },
  }),
);
