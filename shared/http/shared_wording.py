"""Words for the problems that every service may answer."""

from shared.http.token_wording import TOKEN_WORDING
from shared.http.wording import Wording, worded

CRASHED = worded(
    vi=(
        "Lỗi của hệ thống",
        "Yêu cầu chưa được xử lý vì một lỗi trong hệ thống. Mã tra cứu: {correlation_id}.",
        "Hãy thử lại sau; nếu vẫn lỗi, báo cho người quản trị kèm mã tra cứu.",
    ),
    en=(
        "A defect of the system",
        "The request was not handled because of a defect in the system. Reference: {correlation_id}.",
        "Try again later; if it still fails, tell the administrator the reference.",
    ),
)

_GENERAL: Wording = {
    "rejection": worded(
        vi=("Không thực hiện được", "Một quy tắc không cho phép việc này.", "Kiểm tra lại dữ liệu rồi gửi lại."),
        en=("Not possible", "A rule does not allow this.", "Check what was sent and send it again."),
    ),
    "not-found": worded(
        vi=(
            "Không tìm thấy",
            "Nội dung được hỏi không tồn tại, hoặc không thuộc phạm vi của bạn.",
            "Kiểm tra địa chỉ và mã; tải lại danh sách để lấy mã mới nhất.",
        ),
        en=(
            "Not found",
            "What was asked for does not exist, or lies outside your scope.",
            "Check the address and the id; load the list again for the latest ids.",
        ),
    ),
    "route-unknown": worded(
        vi=("Địa chỉ không tồn tại", "Không có lời gọi nào ở địa chỉ này.", "Xem các địa chỉ trong /openapi.json."),
        en=("No such address", "No call has this address.", "See the addresses in /openapi.json."),
    ),
    "ward-unknown": worded(
        vi=(
            "Mã phường, xã không đúng",
            "Không có phường, xã hay đặc khu nào của Đà Nẵng có mã này.",
            "Dùng mã trong danh mục 94 đơn vị hành chính của thành phố.",
        ),
        en=(
            "No such ward",
            "No ward, commune or special zone of Da Nang has this code.",
            "Use a code from the list of the city's 94 units.",
        ),
    ),
    "forbidden": worded(
        vi=(
            "Vai trò không được phép",
            "Vai trò “{role}” không được thực hiện việc này.",
            "Đăng nhập bằng tài khoản có vai trò phù hợp, hoặc nhờ điều phối viên phường.",
        ),
        en=(
            "Your role may not do this",
            "The role “{role}” may not make this call.",
            "Sign in with an account of a fitting role, or ask the ward's coordinator.",
        ),
    ),
    "invalid": worded(
        vi=("Dữ liệu không hợp lệ", "Có {count} mục không hợp lệ.", "Sửa các mục nêu trong “errors” rồi gửi lại."),
        en=("Invalid data", "Fields that are not valid: {count}.", "Mend the fields named in “errors” and send again."),
    ),
    "json-unreadable": worded(
        vi=(
            "Không đọc được nội dung",
            "Nội dung gửi lên không phải JSON mã hóa UTF-8, hoặc lồng nhau quá sâu.",
            "Gửi một đối tượng JSON, mã hóa UTF-8.",
        ),
        en=(
            "Unreadable body",
            "The body is not JSON in UTF-8, or is nested too deeply.",
            "Send one JSON object, encoded in UTF-8.",
        ),
    ),
    "request-unreadable": worded(
        vi=("Yêu cầu sai quy cách", "Yêu cầu không đúng quy cách HTTP.", "Kiểm tra phần mềm gửi yêu cầu."),
        en=("Malformed request", "The request does not follow HTTP.", "Check the program that sent it."),
    ),
    "host-unknown": worded(
        vi=(
            "Sai tên máy chủ",
            "Hệ thống này không phục vụ dưới tên máy chủ trong yêu cầu.",
            "Dùng địa chỉ đã được cấp; người quản trị thêm tên mới vào ONETWENTY_HOSTS.",
        ),
        en=(
            "Wrong host",
            "This system does not answer to the host name in the request.",
            "Use the address that you were given; an administrator adds further names to ONETWENTY_HOSTS.",
        ),
    ),
    "body-too-large": worded(
        vi=("Nội dung quá lớn", "Nội dung gửi lên lớn hơn {limit} byte.", "Chia nhỏ và gửi thành nhiều lần."),
        en=("Body too large", "The body is larger than {limit} bytes.", "Split it and send it in parts."),
    ),
    "media-type-unsupported": worded(
        vi=("Kiểu nội dung không hỗ trợ", "Chỉ nhận nội dung JSON.", "Gửi với “Content-Type: application/json”."),
        en=("Unsupported media type", "Only JSON is accepted.", "Send it with “Content-Type: application/json”."),
    ),
    "method-not-allowed": worded(
        vi=("Phương thức không đúng", "Địa chỉ này chỉ nhận: {Allow}.", "Dùng một trong các phương thức đó."),
        en=("Method not allowed", "This address only takes: {Allow}.", "Use one of these methods."),
    ),
    "too-many-requests": worded(
        vi=("Quá nhiều yêu cầu cùng lúc", "Chỉ được {limit} yêu cầu cùng một lúc.", "Đợi vài giây rồi thử lại."),
        en=("Too many requests at once", "At most {limit} at once are allowed.", "Wait a few seconds and try again."),
    ),
    "too-many-attempts": worded(
        vi=("Thử quá nhiều lần", "Hãy đợi {seconds} giây rồi thử lại.", "Đợi đủ thời gian; mật khẩu không bị khóa."),
        en=(
            "Too many attempts",
            "Wait {seconds:second|seconds} before the next one.",
            "Wait that long; nothing is locked.",
        ),
    ),
    "allowance-used-up": worded(
        vi=(
            "Gửi quá nhanh",
            "Tài khoản này đã dùng hết lượt trong lúc này; hãy đợi {seconds} giây.",
            "Gửi lại y nguyên sau thời gian đó; chưa có gì được ghi, và không có gì bị khóa.",
        ),
        en=(
            "Too fast",
            "This account has asked for all that it may for now; wait {seconds:second|seconds}.",
            "Send the same again after that; nothing of it was recorded, and nothing is locked.",
        ),
    ),
    "id-malformed": worded(
        vi=("Mã không hợp lệ", "“{pointer}” không phải là UUID.", "Dùng đúng mã lấy từ danh sách."),
        en=("Malformed id", "“{pointer}” is not a UUID.", "Use the id exactly as a list gave it."),
    ),
    "idempotency-key-malformed": worded(
        vi=(
            "Idempotency-Key không hợp lệ",
            "Idempotency-Key không phải là UUID.",
            "Tạo một UUID mới cho mỗi thao tác và dùng lại đúng UUID đó khi gửi lại.",
        ),
        en=(
            "Malformed Idempotency-Key",
            "The Idempotency-Key is not a UUID.",
            "Make a new UUID for each action and send the same one again when repeating it.",
        ),
    ),
    "idempotency-key-reused": worded(
        vi=(
            "Mã lệnh đã dùng",
            "Mã lệnh (Idempotency-Key, hoặc command_id khi gửi nhiều lệnh) đã được dùng cho một nội dung khác.",
            "Dùng một UUID mới cho thao tác mới.",
        ),
        en=(
            "Command id reused",
            "The command's id (Idempotency-Key, or command_id in a batch) was used before, with other content.",
            "Use a new UUID for a new action.",
        ),
    ),
    "bad-cursor": worded(
        vi=("Con trỏ trang không đúng", "“cursor” không do danh sách này cấp.", "Bắt đầu lại, không gửi “cursor”."),
        en=("Bad cursor", "This list did not give out the “cursor”.", "Start again without “cursor”."),
    ),
    "min-version-malformed": worded(
        vi=(
            "min_version không hợp lệ",
            "“min_version” phải có dạng <luồng>:<số>, của chính dịch vụ này.",
            "Ghép “stream” và “version” trong câu trả lời của lệnh, ngăn bằng dấu hai chấm.",
        ),
        en=(
            "Malformed min_version",
            "“min_version” must be <stream>:<number>, of this very service.",
            "Join “stream” and “version” of the command's answer with a colon.",
        ),
    ),
    "unknown-parameter": worded(
        vi=("Tham số không có", "Lời gọi này không có tham số “{pointer}”.", "Bỏ đi, hoặc dùng: {known}."),
        en=("Unknown parameter", "This call has no parameter “{pointer}”.", "Drop it, or use: {known}."),
    ),
    "takes-no-parameters": worded(
        vi=("Không nhận tham số", "Lời gọi này không có tham số “{pointer}”.", "Bỏ mọi tham số sau dấu “?”."),
        en=("No parameters", "This call has no parameter “{pointer}”.", "Drop everything after the “?”."),
    ),
    "parameter-repeated": worded(
        vi=("Tham số bị lặp", "Tham số “{pointer}” được gửi hơn một lần.", "Chỉ gửi mỗi tham số một lần."),
        en=("Parameter repeated", "The parameter “{pointer}” is given more than once.", "Give each parameter once."),
    ),
    "unknown-command": worded(
        vi=("Không có lệnh này", "“kind” phải là một trong: {kinds}.", "Sửa “kind”, hoặc cập nhật ứng dụng."),
        en=("No such command", "“kind” must be one of: {kinds}.", "Mend “kind”, or update the app."),
    ),
    "busy": worded(
        vi=("Hệ thống đang bận", "Nhiều người cùng ghi vào một nơi.", "Gửi lại y nguyên sau vài giây."),
        en=("Busy", "Several are writing to the same place.", "Send the same again in a few seconds."),
    ),
    "conflict": worded(
        vi=("Hệ thống đang bận", "Có người vừa ghi trước.", "Gửi lại y nguyên sau vài giây."),
        en=("Busy", "Somebody else was faster.", "Send the same again in a few seconds."),
    ),
    "unavailable": worded(
        vi=(
            "Tạm thời chưa phục vụ được",
            "Một phần của hệ thống đang tạm ngừng. Chưa có gì bị mất.",
            "Gửi lại y nguyên sau vài giây.",
        ),
        en=(
            "Not available right now",
            "A part of the system is away for a moment. Nothing is lost.",
            "Send the same again in a few seconds.",
        ),
    ),
    "not-caught-up": worded(
        vi=("Số liệu chưa kịp cập nhật", "Phiên bản được hỏi chưa có ở đây.", "Hỏi lại sau một giây."),
        en=("Not caught up yet", "The version asked for is not here yet.", "Ask again in a second."),
    ),
    "timed-out": worded(
        vi=("Quá thời gian xử lý", "Yêu cầu mất hơn {seconds} giây.", "Gửi lại y nguyên; gửi lại không ghi hai lần."),
        en=(
            "Timed out",
            "The request took more than {seconds:second|seconds}.",
            "Send it again; nothing is recorded twice.",
        ),
    ),
    "not-tried": worded(
        vi=(
            "Chưa được thử",
            "Một lệnh trước của cùng hộ chưa thực hiện được, nên lệnh này đợi.",
            "Gửi lại cả hai theo đúng thứ tự.",
        ),
        en=(
            "Not tried yet",
            "An earlier command of the same household could not be handled yet, so this one waits.",
            "Send both again in the same order.",
        ),
    ),
}

SHARED_WORDING: Wording = {**_GENERAL, **TOKEN_WORDING}
