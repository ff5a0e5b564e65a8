"""The reasons why visits says no."""

from shared.kernel.failures import Invalid, NotFound, Rejection


class UnknownProcedure(Rejection):
    """A line names a procedure that is not in the catalogue."""


class ClockAhead(Rejection):
    """It is said to have happened more than 24 hours after it was recorded."""


class ClockBehind(Rejection):
    """It is said to have happened more than 180 days before it was recorded, and not by a coordinator."""


class VisitUnknown(NotFound):
    """The household has no such visit."""


class VisitAlreadyVoided(Rejection):
    """The visit was taken back before."""


class NotYourVisit(Rejection):
    """Only who recorded a visit, and the coordinator, may take it back."""


class VoidingTooLate(Rejection):
    """Who recorded a visit may take it back for 7 days only."""


class ReasonMissing(Invalid):
    """Taking a visit back needs a reason."""


class CaseUnknown(NotFound):
    """The household has no such case."""


class CaseNotOpen(Rejection):
    """The case has a result already."""


class CaseNotClosed(Rejection):
    """The case has no result that could be taken back."""


class NotYourResult(Rejection):
    """Only who recorded a result, and the coordinator, may take it back."""


class ReopeningTooLate(Rejection):
    """Who recorded a result may take it back for 7 days only."""


class FollowUpUnknown(NotFound):
    """The household has no such follow-up, or it went with a visit that was taken back."""


class VisitElsewhere(Rejection):
    """The visit's id belongs to another household's visit."""


class FollowUpElsewhere(Rejection):
    """The follow-up's id belongs to another household's follow-up."""


class IncidentElsewhere(Rejection):
    """The incident's id belongs to another ward's incident."""


class RequestUnknown(NotFound):
    """The household has no such request."""


class RequestAlreadyAnswered(Rejection):
    """The request has ended, or was acknowledged before."""


class RequestElsewhere(Rejection):
    """The request's id belongs to another household's request."""
