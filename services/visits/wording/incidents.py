"""What people read when an incident cannot be reported."""

from shared.http.wording import Wording, worded

INCIDENT_WORDING: Wording = {
    "incident-elsewhere": worded(
        vi=("Mã sự việc đã được dùng", "Không thể dùng mã này.", "Báo lại sự việc với một mã mới."),
        en=("The incident's id is taken", "This id cannot be used.", "Report the incident again under a new id."),
    ),
}
"""By slug."""
