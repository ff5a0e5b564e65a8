"""Why a roster says no. Each class is one fact; its slug is the problem's name in answers."""

from shared.kernel.failures import Invalid, NotFound, Rejection


class HouseholdUnknown(NotFound):
    """No household of this ward has the id, or it is not the caller's."""


class VolunteerUnknown(NotFound):
    """No volunteer of this ward has the id."""


class IdTaken(Rejection):
    """The id cannot be used: it belongs to something that does not exist for this ward."""


class HouseholdExists(Rejection):
    """The household's id, or its code on the ward's list, is taken. `field` says which."""


class VolunteerExists(Rejection):
    """The volunteer's id is taken."""


class VillageExists(Rejection):
    """Another village of the ward has the name."""


class VillageUnnamed(Invalid):
    """A village's name has neither a letter nor a digit, or is longer than a name can be."""


class VillageHoldsNumber(Invalid):
    """A village's name, which stands in the clear, holds nine digits or more in a row: it may be a person's number."""


class HouseholdIsRemoved(Rejection):
    """The household is not on the ward's list any more; a restoration would bring it back."""

    slug = "household-removed"


class HouseholdIsErased(Rejection):
    """The household's personal data is destroyed; nothing brings it back."""

    slug = "household-erased"


class VolunteerIsRetired(Rejection):
    """The volunteer left; a reinstatement would bring them back."""

    slug = "volunteer-retired"


class VolunteerIsErased(Rejection):
    """The volunteer's personal data is destroyed; nothing brings them back."""

    slug = "volunteer-erased"


class AlreadyAssigned(Rejection):
    """Another volunteer helps the household, and a hand-over was not asked for."""


class CaseloadFull(Rejection):
    """The volunteer has as many households as their `capacity`."""


class CapacityBelowCaseload(Rejection):
    """The volunteer has more households (`caseload`) than the new capacity."""


class GuardianConsentMissing(Rejection):
    """A minor may have no household before a guardian's consent is recorded."""


class NoContact(Rejection):
    """The household does not want to be contacted, so nobody is sent to it."""


class OccurredInFuture(Rejection):
    """`occurred_at` lies after the server's time."""


class OccurredBeforeLastChange(Rejection):
    """`occurred_at` lies before the household's registration or its last assignment or unassignment: dated
    assignments never overlap, and nobody helps a household that is not on the list yet."""
