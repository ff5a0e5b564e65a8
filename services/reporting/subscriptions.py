"""What reporting hears: both services' topics, every event of them, into its views."""

from services.reporting.views import REPORTING_VIEWS
from shared.flows.follow_bus import BusFollower
from shared.flows.update_views import ViewUpdater
from shared.ports.event_bus import EventBus
from shared.ports.view_store import ViewStore

GROUP = "reporting"


def follower(bus: EventBus, updater: ViewUpdater, views: ViewStore) -> BusFollower:
    """One reader group over both topics, so that a ward's sources meet in one process."""
    return BusFollower(GROUP, sorted(REPORTING_VIEWS.sources), bus, updater, views)
