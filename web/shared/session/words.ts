import { catalogue } from "../i18n/catalogue";
import { speaker } from "../i18n/language";

export const say = speaker(
  catalogue({
    "sign-in": { vi: "Đăng nhập", en: "Sign in" },
    name: { vi: "Tên đăng nhập", en: "Sign-in name" },
    password: { vi: "Mật khẩu", en: "Password" },
    "new-password": { vi: "Mật khẩu mới", en: "New password" },
    "new-password-hint": { vi: "Mật khẩu một lần chỉ dùng để đặt mật khẩu mới này. Dài và riêng của bạn là tốt nhất.", en: "The one-time password only serves to set this one. Long and your own is best." },
    passkey: { vi: "Đăng nhập bằng khoá truy cập", en: "Sign in with a passkey" },
    "no-passkey": { vi: "Chưa đăng nhập được bằng khoá truy cập trên máy này.", en: "No passkey could be used on this device." },
    "signing-in": { vi: "Đang đăng nhập…", en: "Signing in…" },
    "not-for-role": { vi: "Trang này không dành cho vai trò của bạn.", en: "This page is not for your role." },
    "to-start": { vi: "Về trang đầu", en: "To the first page" },
  }),
);
