"""Words for what is wrong with a caller's token."""

from shared.http.wording import Wording, worded

_SIGN_IN_VI = "Đăng nhập lại để lấy thẻ truy cập mới."
_SIGN_IN_EN = "Sign in again for a new token."
_AGAIN_EN = "Try again in a few seconds."
_ADMIN_VI = "Báo cho người quản trị hệ thống cấp tài khoản."
_ADMIN_EN = "Tell the administrator of the system that issues the accounts."

TOKEN_WORDING: Wording = {
    "not-authenticated": worded(
        vi=("Chưa đăng nhập", "Thẻ truy cập không dùng được.", _SIGN_IN_VI),
        en=("Not signed in", "The token cannot be used.", _SIGN_IN_EN),
    ),
    "token-missing": worded(
        vi=(
            "Chưa đăng nhập",
            "Yêu cầu không kèm thẻ truy cập.",
            "Đăng nhập, hoặc gửi “Authorization: Bearer <thẻ>”.",
        ),
        en=("Not signed in", "The request carries no token.", "Sign in, or send “Authorization: Bearer <token>”."),
    ),
    "token-unreadable": worded(
        vi=("Không đọc được thẻ truy cập", "Thẻ truy cập hỏng hoặc sai quy cách.", _SIGN_IN_VI),
        en=("Unreadable token", "The token is damaged or malformed.", _SIGN_IN_EN),
    ),
    "token-type-wrong": worded(
        vi=("Sai loại thẻ", "Thẻ này không phải thẻ truy cập (at+jwt).", "Gửi thẻ truy cập, không gửi thẻ định danh."),
        en=("Wrong kind of token", "This is no access token (at+jwt).", "Send the access token, not an ID token."),
    ),
    "token-algorithm-refused": worded(
        vi=("Thuật toán ký bị từ chối", "Thẻ được ký bằng thuật toán không được chấp nhận.", _ADMIN_VI),
        en=("Algorithm refused", "The token is signed with an algorithm that is not accepted.", _ADMIN_EN),
    ),
    "token-key-unknown": worded(
        vi=("Khóa ký không rõ", "Thẻ được ký bằng một khóa không được công bố.", _SIGN_IN_VI),
        en=("Unknown key", "The token is signed with a key that is not published.", _SIGN_IN_EN),
    ),
    "keys-away": worded(
        vi=(
            "Chưa kiểm tra được thẻ truy cập",
            "Dịch vụ đang tải các khóa dùng để kiểm tra thẻ.",
            "Thử lại sau ít giây.",
        ),
        en=("The token cannot be checked yet", "The keys that tokens are checked with are being fetched.", _AGAIN_EN),
    ),
    "token-signature-wrong": worded(
        vi=("Chữ ký sai", "Chữ ký không khớp với thẻ truy cập.", _SIGN_IN_VI),
        en=("Wrong signature", "The signature does not belong to the token.", _SIGN_IN_EN),
    ),
    "token-claim-missing": worded(
        vi=("Thẻ thiếu thông tin", "Thẻ truy cập thiếu “{claim}”.", _ADMIN_VI),
        en=("Claim missing", "The token lacks “{claim}”.", _ADMIN_EN),
    ),
    "token-expired": worded(
        vi=("Thẻ đã hết hạn", "Phiên đăng nhập đã hết hạn.", _SIGN_IN_VI),
        en=("Token expired", "The session is over.", _SIGN_IN_EN),
    ),
    "token-not-yet-valid": worded(
        vi=("Thẻ chưa có hiệu lực", "Thời gian hiệu lực của thẻ chưa bắt đầu.", "Kiểm tra đồng hồ của nơi cấp thẻ."),
        en=("Token not valid yet", "The token's time has not begun.", "Check the clock of the issuer."),
    ),
    "token-issuer-wrong": worded(
        vi=("Sai nơi cấp thẻ", "Thẻ không do nơi cấp được tin cậy ký.", _SIGN_IN_VI),
        en=("Wrong issuer", "The token was not issued by the trusted issuer.", _SIGN_IN_EN),
    ),
    "token-audience-wrong": worded(
        vi=("Thẻ cho hệ thống khác", "Thẻ được cấp cho một hệ thống khác.", _SIGN_IN_VI),
        en=("Token for another system", "The token was issued for another system.", _SIGN_IN_EN),
    ),
    "token-role-unknown": worded(
        vi=("Vai trò không rõ", "Vai trò trong thẻ không có trong hệ thống.", _ADMIN_VI),
        en=("Unknown role", "The role in the token is none of this system.", _ADMIN_EN),
    ),
    "token-ward-unknown": worded(
        vi=("Phường, xã không rõ", "Thẻ ghi một đơn vị không thuộc Đà Nẵng.", _ADMIN_VI),
        en=("Unknown ward", "The token names a ward that is no unit of Da Nang.", _ADMIN_EN),
    ),
    "session-ended": worded(
        vi=("Đã đăng xuất", "Phiên đăng nhập này đã kết thúc.", "Đăng nhập lại; những gì chưa gửi vẫn còn trên máy."),
        en=("Signed out", "This session is over.", "Sign in again; what is unsent is still on the device."),
    ),
    "session-only-sends": worded(
        vi=(
            "Phiên đã kết thúc",
            "Phiên này chỉ còn gửi được những gì đã ghi trước khi kết thúc.",
            "Đăng nhập lại để xem và làm việc tiếp.",
        ),
        en=(
            "The session is over",
            "It may only send what was recorded before its end.",
            "Sign in again to see and do anything else.",
        ),
    ),
    "cross-site": worded(
        vi=(
            "Từ trang khác",
            "Lệnh kèm phiên đăng nhập chỉ được nhận từ chính các trang của hệ thống.",
            "Mở trang của OneTwenty và làm lại ở đó.",
        ),
        en=(
            "From another site",
            "A command that comes with the session's cookie is taken from this system's own pages only.",
            "Open OneTwenty's page and do it there.",
        ),
    ),
    "recorded-after-session-end": worded(
        vi=(
            "Ghi sau khi phiên kết thúc",
            "Phiên đã kết thúc chỉ gửi được những gì đã xảy ra trước đó.",
            "Đăng nhập lại rồi gửi lại.",
        ),
        en=(
            "Recorded after the session's end",
            "A session that is over may only send what happened before.",
            "Sign in again, then send it again.",
        ),
    ),
}
