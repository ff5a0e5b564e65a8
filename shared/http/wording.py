"""Words for problems: for every slug a title, a detail and a remedy, in Vietnamese and English.

Texts are templates over the failure's facts, as in `"{capacity} hộ"`; `{capacity:household|households}` is the fact and
the word that goes with it, for one and for more. A service registers its own `Wording`.
"""

from collections.abc import Iterable, Iterator, Mapping
from string import Formatter
from typing import NamedTuple

from shared.http.languages import LANGUAGES, Language
from shared.kernel.failures import Conflict, Failure, Rejection, Unavailable


class Text(NamedTuple):
    """What happened in a few words, what exactly, and what the reader can do about it."""

    title: str
    detail: str
    remedy: str


class Words(NamedTuple):
    """One problem in both languages."""

    vi: Text
    en: Text

    def in_language(self, language: Language) -> Text:
        """The text for a reader of `language`."""
        return self.vi if language == "vi" else self.en


Wording = Mapping[str, Words]
"""By slug."""


def worded(vi: tuple[str, str, str], en: tuple[str, str, str]) -> Words:
    """Words from (title, detail, remedy) in each language."""
    return Words(Text(*vi), Text(*en))


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "–"


class _Speaking(Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        one, _, more = format_spec.partition("|")
        return f"{value} {one if value == '1' else more}" if more else f"{value}"


def filled(template: str, facts: Mapping[str, object]) -> str:
    """The template with its facts; a fact that is not known reads as a dash."""
    if "{" not in template:
        return template
    return _Speaking().vformat(template, (), _Facts({name: _spoken(value) for name, value in facts.items()}))


def _spoken(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        return ", ".join(str(one) for one in value)
    return str(value)


def unworded(wording: Wording, failures: Iterable[type[Failure]]) -> list[str]:
    """Slugs of `failures` that lack a word in any language: what a test keeps empty."""
    slugs = sorted({failure.slug for failure in failures})
    return [slug for slug in slugs if slug not in wording or not _complete(wording[slug])]


def _complete(words: Words) -> bool:
    return all(all(words.in_language(language)) for language in LANGUAGES)


def failures_of(module: str) -> Iterator[type[Failure]]:
    """Every failure class that is defined in `module` or below it and has been imported."""
    pending: list[type[Failure]] = [Rejection, Conflict, Unavailable]
    while pending:
        failure = pending.pop()
        pending.extend(failure.__subclasses__())
        if failure.__module__ == module or failure.__module__.startswith(f"{module}."):
            yield failure
