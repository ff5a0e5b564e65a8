"""The wards that this process holds: open ones, those that are behind, and those it does not trust any more."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping

from shared.flows.ward_views import WardViews
from shared.ports.view_store import Mark

Owns = Callable[[str], bool]
"""Whether a ward is folded by this process."""


def every_ward(_ward: str) -> bool:
    """Of one process for ever: it owns them all."""
    return True


class HeldWards:
    """`open` begins with the least recently used; `behind` says up to which marks each must come before it is whole
    again. What is dropped and not owned is simply let go."""

    def __init__(self) -> None:
        self.owns: Owns = every_ward
        self.interrupted = False
        self.open: OrderedDict[str, WardViews] = OrderedDict()
        self.behind: dict[str, dict[str, Mark]] = {}
        self._dropped: set[str] = set()

    def goes_on(self, ward: str) -> bool:
        """Whether the ward is still to be mended here."""
        return not self.interrupted and self.owns(ward)

    def miss(self, ward: str, missed: Mapping[str, Mark]) -> None:
        """The ward is behind, and lacks at least what is `missed`."""
        known = self.behind.setdefault(ward, {})
        for source, mark in missed.items():
            before = known.get(source)
            if before is None or (mark.era, mark.number) > (before.era, before.number):
                known[source] = mark

    def drop(self, ward: str, missed: Mapping[str, Mark]) -> None:
        """Trust nothing that is in memory of this ward; it is behind until it has been read anew, by its owner."""
        self.open.pop(ward, None)
        if not self.owns(ward):
            self.behind.pop(ward, None)
            return
        self.miss(ward, missed)
        self._dropped.add(ward)

    def drop_all(self, wards: Collection[str]) -> None:
        """Trust nothing that is in memory of these wards."""
        for ward in wards:
            self.drop(ward, {})

    def forget_others(self) -> None:
        """Let go of the wards that are another's now, who reads on from what is written of them."""
        self.drop_all([ward for ward in (*self.open, *self.behind) if not self.owns(ward)])

    def to_mend(self) -> list[str]:
        """The wards dropped since this was asked last, sorted."""
        wards, self._dropped = self._dropped, set()
        return sorted(wards)

    def mend_all(self) -> None:
        """Try every ward again that is behind."""
        self._dropped |= self.behind.keys()
