"""Sealed texts of many documents, opened at once for one answer and kept no longer."""

from collections.abc import Iterable, Mapping

from shared.flows.sealing import Sealer
from shared.kernel.messages import SealedText


class OpenedTexts:
    """The texts that one answer shows. Calling it with a sealed text gives the text; None for none or an empty one."""

    def __init__(self, texts: Mapping[SealedText, str]) -> None:
        self._texts = texts

    def __call__(self, sealed: SealedText | None) -> str | None:
        return self._texts[sealed] or None if sealed is not None else None


async def open_texts(sealer: Sealer, ward: str, sealed: Iterable[tuple[str, SealedText]]) -> OpenedTexts:
    """Open pairs of (subject, sealed text), the subject as in `household/<id>`; an erased one's texts read "erased"."""
    by_subject: dict[str, dict[str, SealedText]] = {}
    for subject, text in sealed:
        by_subject.setdefault(subject, {})[f"{text.event}/{text.field}"] = text
    if not by_subject:
        return OpenedTexts({})
    opened = await sealer.open(ward, by_subject)
    return OpenedTexts(
        {text: opened[subject][name] for subject, texts in by_subject.items() for name, text in texts.items()}
    )
