"""What people read when access says no, in Vietnamese and English, each with what to do about it."""

from shared.http.wording import Wording, worded

_AGAIN_VI = "Kiểm tra lại rồi thử lần nữa, hoặc nhờ người quản lý cấp lại."
_AGAIN_EN = "Check what was typed and try again, or ask whoever gave you the account."
_COORDINATOR_VI = "Nhờ điều phối viên tạo mã mới."
_COORDINATOR_EN = "Ask the coordinator for a new code."

_STRONGER_VI = "Dùng vài từ không liên quan, hoặc một câu dài hơn."
_STRONGER_EN = "Use a few unrelated words, or more of them."

_ACCOUNTS: Wording = {
    "account-unknown": worded(
        vi=("Không có tài khoản này", "Không tìm thấy tài khoản này.", "Tải lại danh sách rồi thử lại."),
        en=("No such account", "This account was not found.", "Load the list again."),
    ),
    "account-exists": worded(
        vi=("Tài khoản đã có", "Giá trị của “{field}” đã thuộc về một tài khoản khác.", "Chọn giá trị khác."),
        en=("The account exists", "The value of “{field}” belongs to an account.", "Choose another."),
    ),
    "sign-in-name-taken": worded(
        vi=("Tên đăng nhập đã có", "Tên đăng nhập này đã có người dùng.", "Chọn tên khác."),
        en=("Name taken", "Somebody signs in with this name already.", "Choose another."),
    ),
    "sign-in-name-malformed": worded(
        vi=(
            "Tên đăng nhập không đúng",
            "Tên có 3 đến 64 ký tự: chữ không dấu, số, . - _ @ +; bắt đầu bằng chữ, không có dãy từ 9 chữ số.",
            "Chọn tên khác, ví dụ lan.haivan.",
        ),
        en=(
            "No usable name",
            "It has 3 to 64 unaccented letters, digits and . - _ @ +, a letter first, and no 9 digits on end.",
            "Choose another, as lan.haivan.",
        ),
    ),
    "account-closed": worded(
        vi=("Tài khoản đã đóng", "Tình nguyện viên này đã nghỉ.", "Nhận người này trở lại trước."),
        en=("The account is closed", "The volunteer has retired.", "Reinstate the volunteer first."),
    ),
    "account-ended": worded(
        vi=("Tài khoản đã chấm dứt", "Tài khoản này đã bị xóa vĩnh viễn.", "Tạo tài khoản mới."),
        en=("The account is gone", "It was ended for good.", "Create another account."),
    ),
    "own-account": worded(
        vi=("Tài khoản của chính mình", "Không ai tự làm việc này với tài khoản của mình.", "Nhờ người quản trị khác."),
        en=("Your own account", "Nobody does this to their own account.", "Ask another administrator."),
    ),
    "ward-missing": worded(
        vi=("Thiếu phường, xã", "Vai trò này thuộc về một phường, xã.", "Thêm “ward” là mã của phường, xã."),
        en=("Which ward?", "This role belongs to a ward.", "Add “ward”, the code of one."),
    ),
    "ward-not-for-role": worded(
        vi=("Thừa phường, xã", "Vai trò này không thuộc về phường, xã nào.", "Bỏ “ward”."),
        en=("No ward for this role", "This role belongs to no ward.", "Leave “ward” out."),
    ),
}

_SIGN_IN: Wording = {
    "not-signed-in": worded(
        vi=("Không đăng nhập được", "Không kiểm tra được danh tính.", _AGAIN_VI),
        en=("Not signed in", "Who you are could not be verified.", _AGAIN_EN),
    ),
    "sign-in-refused": worded(
        vi=("Không đăng nhập được", "Tên đăng nhập hoặc mật khẩu không đúng.", _AGAIN_VI),
        en=("Not signed in", "The name or the password is wrong.", _AGAIN_EN),
    ),
    "password-is-one-time": worded(
        vi=(
            "Cần đặt mật khẩu mới",
            "Mật khẩu này chỉ dùng một lần.",
            "Chọn mật khẩu mới và đăng nhập bằng cả hai (“new_password”).",
        ),
        en=(
            "Choose a password",
            "This password is good for one sign-in.",
            "Choose another and send both, the new one as “new_password”.",
        ),
    ),
    "passkey-needed": worded(
        vi=("Cần khóa truy cập", "Tài khoản này đăng nhập bằng cả khóa truy cập.", "Dùng khóa truy cập của bạn."),
        en=("Passkey needed", "This account signs in with its passkey too.", "Use your passkey."),
    ),
    "passkey-refused": worded(
        vi=("Khóa truy cập không đúng", "Không kiểm tra được khóa truy cập này.", _AGAIN_VI),
        en=("Passkey refused", "The passkey could not be verified.", _AGAIN_EN),
    ),
    "outside-sign-in-refused": worded(
        vi=("Không đăng nhập được", "Câu trả lời của nơi cấp danh tính không dùng được.", "Đăng nhập lại từ đầu."),
        en=("Not signed in", "The identity provider's answer could not be used.", "Start to sign in again."),
    ),
    "outsider-has-no-role": worded(
        vi=("Chưa có vai trò", "Danh tính này chưa được giao vai trò nào ở đây.", "Nhờ người quản trị giao vai trò."),
        en=("No role here", "Nobody has given this identity a role in this system.", "Ask the administrator for one."),
    ),
    "no-outside-issuer": worded(
        vi=(
            "Không có nơi cấp danh tính",
            "Hệ thống này không dùng nơi cấp danh tính khác.",
            "Đăng nhập bằng tài khoản.",
        ),
        en=("No identity provider", "This system uses no other identity provider.", "Sign in with your account."),
    ),
    "issuer-away": worded(
        vi=("Nơi cấp danh tính không trả lời", "Chưa liên lạc được với nơi cấp danh tính.", "Thử lại sau ít phút."),
        en=("The identity provider is away", "It does not answer as it should.", "Try again in a few minutes."),
    ),
    "session-not-refreshed": worded(
        vi=("Cần đăng nhập lại", "Phiên đăng nhập đã kết thúc hoặc không rõ.", "Đăng nhập lại."),
        en=("Sign in again", "The session is over, or is not known.", "Sign in again."),
    ),
    "invitation-refused": worded(
        vi=("Mã mời không dùng được", "Mã mời đã dùng, đã hết hạn hoặc không đúng.", _COORDINATOR_VI),
        en=("Invitation refused", "It was used, has expired, or is wrong.", _COORDINATOR_EN),
    ),
    "invitation-code-wrong": worded(
        vi=(
            "Sai mã 6 số",
            "Mã 6 số đi kèm không đúng; còn {left} lần thử.",
            "Hỏi lại điều phối viên mã 6 số.",
        ),
        en=(
            "Wrong 6-digit code",
            "The code that goes with the invitation is wrong; {left:try is|tries are} left.",
            "Ask the coordinator for the 6-digit code.",
        ),
    ),
    "invitation-over": worded(
        vi=("Mã mời không còn", "Mã mời đã dùng, đã hết hạn hoặc đã được thay.", _COORDINATOR_VI),
        en=("The invitation is over", "It was used, has expired, or was replaced.", _COORDINATOR_EN),
    ),
    "invitation-unknown": worded(
        vi=("Không có mã mời này", "Không tìm thấy mã mời này.", _COORDINATOR_VI),
        en=("No such invitation", "This invitation was not found.", _COORDINATOR_EN),
    ),
    "password-too-weak": worded(
        vi=("Mật khẩu dễ đoán", "Mật khẩu này dễ đoán.", _STRONGER_VI),
        en=("Easy to guess", "This password is easy to guess.", _STRONGER_EN),
    ),
    "password-too-short": worded(
        vi=("Mật khẩu quá ngắn", "Mật khẩu cần ít nhất {least} ký tự.", _STRONGER_VI),
        en=("Too short", "A password has at least {least:character|characters}.", _STRONGER_EN),
    ),
    "password-names-you": worded(
        vi=("Mật khẩu chứa tên", "Mật khẩu này gồm tên của bạn hoặc của hệ thống.", _STRONGER_VI),
        en=("Made of your name", "This password is made of your name, or the system's.", _STRONGER_EN),
    ),
    "password-common": worded(
        vi=("Mật khẩu phổ biến", "Nhiều người dùng mật khẩu như thế này.", _STRONGER_VI),
        en=("A common password", "Many people choose a password like this one.", _STRONGER_EN),
    ),
    "password-patterned": worded(
        vi=("Mật khẩu theo quy luật", "Mật khẩu này là dãy lặp, dãy phím liền nhau hoặc ngày tháng.", _STRONGER_VI),
        en=("A pattern", "This password repeats itself, follows the keyboard or a row, or is a date.", _STRONGER_EN),
    ),
    "password-wrong": worded(
        vi=("Sai mật khẩu", "Mật khẩu hiện tại không đúng.", "Nhập lại mật khẩu hiện tại."),
        en=("Wrong password", "The present password is wrong.", "Type the present password again."),
    ),
    "sign-in-busy": worded(
        vi=("Nhiều người đang đăng nhập", "Máy chủ đang kiểm tra nhiều mật khẩu.", "Thử lại sau vài giây."),
        en=("Many are signing in", "The server is checking many passwords.", "Try again in a few seconds."),
    ),
}

_DEVICES: Wording = {
    "session-unknown": worded(
        vi=("Không có phiên này", "Không tìm thấy phiên đăng nhập này.", "Tải lại danh sách thiết bị."),
        en=("No such session", "This session was not found.", "Load the list of devices again."),
    ),
    "no-session": worded(
        vi=("Không có phiên đăng nhập", "Thẻ này không thuộc phiên đăng nhập nào.", "Đăng nhập bằng tài khoản."),
        en=("No session", "The token belongs to no session.", "Sign in to an account."),
    ),
    "passkey-unknown": worded(
        vi=("Không có khóa này", "Không tìm thấy khóa truy cập này.", "Tải lại danh sách khóa."),
        en=("No such passkey", "This passkey was not found.", "Load the list of passkeys again."),
    ),
    "passkey-not-for-role": worded(
        vi=("Vai trò không dùng khóa", "Tình nguyện viên đăng nhập bằng mã mời hoặc mật khẩu.", "Dùng cách đó."),
        en=("No passkeys for the role", "Volunteers sign in by invitation or password.", "Use one of these."),
    ),
    "too-many-passkeys": worded(
        vi=("Quá nhiều khóa", "Tài khoản đã có {limit} khóa truy cập.", "Gỡ một khóa cũ trước."),
        en=("Too many passkeys", "The account has {limit:passkey|passkeys} already.", "Remove an old one first."),
    ),
}

WORDING: Wording = {**_ACCOUNTS, **_SIGN_IN, **_DEVICES}
"""By slug, every refusal of access."""
