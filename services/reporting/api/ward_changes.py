"""Which wards have to be read again."""

from shared.http.change_feed import ChangeFeed
from shared.reference.units import units


class WardChanges:
    """Wards of which something newer may be there than was read, and the feed that tells clients so."""

    def __init__(self, feed: ChangeFeed) -> None:
        self.feed = feed
        self.stale = set(units())

    def note(self, ward: str) -> None:
        """Something newer of the ward can be read."""
        self.look_again(ward)
        self.feed.changed(ward)

    def look_again(self, ward: str) -> None:
        """The ward is to be read again when it is next asked for."""
        if ward in units():
            self.stale.add(ward)
