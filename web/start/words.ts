import { catalogue } from "@shared/i18n/catalogue";
import { speaker } from "@shared/i18n/language";

export const say = speaker(
  catalogue({
    title: { vi: "Một tình nguyện viên, hai mươi hộ", en: "One volunteer, twenty households" },
    what: {
      vi: "Tình nguyện viên đến tận nhà, cùng gia đình làm thủ tục hành chính và dịch vụ công trực tuyến.",
      en: "Volunteers come to the door and help families with administrative procedures and online public services.",
    },
    pages: { vi: "Các trang", en: "Pages" },
    volunteer: { vi: "Tình nguyện viên", en: "Volunteer" },
    "volunteer-what": { vi: "Các hộ của tôi, ghi lượt đến nhà, dùng được khi không có sóng.", en: "My households, recording visits, works without signal." },
    ward: { vi: "Phường, xã", en: "Ward desk" },
    "ward-what": { vi: "Phân công, hồ sơ, việc hôm nay.", en: "Assignments, cases, today's work." },
    province: { vi: "Toàn thành phố", en: "The whole city" },
    "province-what": { vi: "Bản đồ, chỉ số, diễn biến.", en: "Map, indicators, trends." },
    start: { vi: "Bắt đầu trên máy này", en: "Start on this phone" },
    "start-what": {
      vi: "Lời mời này đăng nhập một lần, cho một tình nguyện viên. Chỉ bấm trên chiếc điện thoại sẽ dùng.",
      en: "This invitation signs one volunteer in, once. Press only on the phone that will be used.",
    },
    code: { vi: "Mã sáu số được đưa riêng", en: "Six-digit code given separately" },
    "code-hint": { vi: "Chỉ lời mời in ra giấy mới có mã.", en: "Only printed invitations have one." },
    "no-secret": { vi: "Địa chỉ này thiếu phần bí mật của lời mời. Quét lại mã QR.", en: "This address lacks the invitation's secret. Scan the QR code again." },
    starting: { vi: "Đang bắt đầu…", en: "Starting…" },
    accessibility: { vi: "Khả năng tiếp cận", en: "Accessibility" },
    "accessibility-goal": {
      vi: "Các trang được làm theo WCAG 2.2 mức AA: dùng được bằng bàn phím, trình đọc màn hình, phóng chữ, chế độ tối và giảm chuyển động.",
      en: "The pages are built to WCAG 2.2 level AA: usable by keyboard, screen reader, enlarged text, in the dark scheme and with reduced motion.",
    },
    "accessibility-tested": {
      vi: "Mỗi thay đổi được kiểm tra tự động bằng axe-core trên trình duyệt thật. Chưa có đợt kiểm tra với người dùng khuyết tật.",
      en: "Every change is checked automatically with axe-core in a real browser. No review with users with disabilities has taken place yet.",
    },
    "accessibility-limits": {
      vi: "Bản đồ và biểu đồ luôn có bảng số liệu bên cạnh.",
      en: "The map and charts always have a table of their figures beside them.",
    },
    "accessibility-tell": {
      vi: "Nếu có gì không dùng được, hãy báo cho điều phối viên phường của bạn.",
      en: "If something cannot be used, tell your ward's coordinator.",
    },
    home: { vi: "Trang đầu", en: "First page" },
  }),
);
