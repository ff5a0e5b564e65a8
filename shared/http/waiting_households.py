"""Which commands of a batch must wait for an earlier one that could not be handled yet."""

from collections.abc import Iterable, Mapping

import msgspec

from shared.http.command_runner import Prepared


class WaitingHouseholds:
    """Households that an unavailable command of the batch touched. Where that is not known, everything later waits."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._everything = False

    @property
    def everything(self) -> bool:
        """All that is left must wait."""
        return self._everything

    def concerns(self, prepared: Prepared) -> bool:
        """Whether the command touches a household that something earlier waits for."""
        return not self._names.isdisjoint(_names_of(prepared))

    def add(self, prepared: Prepared) -> None:
        """The command could not be handled yet."""
        self._names.update(_names_of(prepared))

    def add_unaimed(self, fields: Mapping[str, msgspec.Raw]) -> None:
        """The command could not even be aimed; its body may say which household it is about."""
        household = fields.get("household_id")
        if household is None:
            self._everything = True
        else:
            self._names.add(bytes(household).decode(errors="replace").strip('"').lower())


def _names_of(prepared: Prepared) -> Iterable[str]:
    target, body = prepared.target, prepared.content
    household = getattr(body, "household_id", None)
    named = (target.answer_id, *prepared.ids.values(), *([str(household)] if household is not None else ()))
    parts = target.stream.split("/")
    own_stream = parts[2:] if parts[1:2] == ["household"] else [target.stream] if len(parts) > 2 else []
    return {name.lower() for name in (*named, *own_stream) if name and name != target.ward}
