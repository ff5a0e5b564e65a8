"""Small numbers (domain.md): what of a ward's villages only its coordinator sees.

The rule. In a village, a count of 1 to 4 of a priority group or of open cases is withheld. The ward's own figures, the
sums over its villages, are public, so a withheld count must not follow from them and from what else is shown:

1. There must be another village to which one of the households counted might as well belong (for open cases: one of the
   cases): one less here and one more there, or the other way round, agrees with everything shown. A group is a part of
   its village, so `visited` of a group is bounded by the village's `visited` and by the households outside the group;
   where a group is its whole village its `visited` is the village's, unless `registered` of the group is withheld too.
   What changes in such an exchange is withheld in both villages: the fewest cells, then the next smallest. A partner
   that counts zero, or an exchange that leaves a zero, is taken last: it hides little.
2. Where no group's cells suffice, the villages' own `visited` or `self_reliant` are withheld with them, in both;
   where that does not suffice either, both villages keep their names and nothing else: either may have what the other
   has. Only a ward's single village cannot be told from its ward.
3. In every row (a village's groups) and column (a group's villages) that then has one withheld cell, the next smallest
   is withheld too; in a row never a zero, which hides nothing.

Withholding more never gives away more, so the order in which counts are looked at decides only what is withheld.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from services.reporting.domain.figures import Row
from services.reporting.domain.indicators import GROUPS

SMALL = range(1, 5)
PARTS = ("registered", "visited", "self_reliant")
PLAIN = (*PARTS, "assigned", "helped", "self_reliant_already", "no_contact", "adults")

Key = tuple[str, str]
"""(group, part); the village's own figures are those of the group ALL, its open cases are OPEN."""
ALL = "all"
OPEN: Key = (ALL, "open_cases")

Counts = Mapping[Key, int]
Hidden = set[tuple[str, Key]]
"""(village, key) of what is withheld."""


def for_others(rows: Iterable[Row]) -> list[Row]:
    """Rows of villages as everybody but the ward's coordinator sees them: None for what is withheld."""
    rows = list(rows)
    hidden = withheld({row["village"]: _counts(row) for row in rows})
    return [_shown(row, {key for village, key in hidden if village == row["village"]}) for row in rows]


def _counts(row: Row) -> dict[Key, int]:
    groups = {(group, part): row["priority"][group][part] for group in GROUPS for part in PARTS}
    return groups | {(ALL, name): row[name] for name in PLAIN} | {OPEN: row["open_cases"]}


def _shown(row: Row, hidden: set[Key]) -> Row:
    priority = {
        group: {part: None if (group, part) in hidden else count for part, count in row["priority"][group].items()}
        for group in GROUPS
    }
    return {**row, **{name: None for group, name in hidden if group == ALL}, "priority": priority}


def withheld(table: Mapping[str, Counts]) -> Hidden:
    """What is withheld of these villages."""
    small = [(village, key) for village in table for key in _sensitive() if table[village][key] in SMALL]
    hidden = set(small)
    for village, key in small:
        hidden |= _cover(table, hidden, village, key)
    while more := _beside_a_single_one(table, hidden):
        hidden.add(more)
    return hidden


def _sensitive() -> Iterator[Key]:
    for part in PARTS:
        yield from ((group, part) for group in GROUPS)
    yield OPEN


def _cover(table: Mapping[str, Counts], hidden: Hidden, village: str, key: Key) -> Hidden:
    """What must be withheld so that `village` need not have this count; none where all of that is withheld."""
    others = [name for name in table if name != village]
    for exchanges in _exchanges(key):
        best: tuple[tuple[bool, int, int], Hidden] | None = None
        for other, exchange in product(others, exchanges):
            outcomes = _outcomes(table[village], table[other], exchange)
            if not outcomes:
                continue
            more = {(name, one) for name in (village, other) for one in exchange} - hidden
            rank = (not _without_zero(outcomes, exchange), len(more), table[other][key])
            if rank[:2] == (False, 0):
                return set()
            best = min(best or (rank, more), (rank, more), key=lambda one: one[0])
        if best is not None:
            return best[1]
    size = {name: table[name][ALL, "registered"] for name in others}
    partner = min(others, key=lambda name: (size[name] == 0, size[name]), default=None)
    return {(name, one) for name in (village, partner) for one in table[village]} if partner is not None else set()


def _exchanges(key: Key) -> list[list[Sequence[Key]]]:
    """Sets of counts that may change together with `key` by one, those that leave the village's own figures first."""
    if key == OPEN:
        return [[(OPEN,)]]
    group, part = key
    rest = [one for one in PARTS if one != part]
    together = [(part, *more) for count in range(3) for more in combinations(rest, count)]
    inside: list[Sequence[Key]] = [[(group, one) for one in parts] for parts in together]
    outside: list[Sequence[Key]] = [
        [*((group, one) for one in parts), *((ALL, one) for one in parts if one != "registered")] for parts in together
    ]
    return [inside, outside]


def _outcomes(here: Counts, there: Counts, exchange: Sequence[Key]) -> list[tuple[Counts, Counts]]:
    """What both villages could have instead: one less in one and one more in the other, either way."""
    pairs = [
        ({**less, **{one: less[one] - 1 for one in exchange}}, {**more, **{one: more[one] + 1 for one in exchange}})
        for less, more in ((here, there), (there, here))
    ]
    return [pair for pair in pairs if all(_stands(counts, exchange) for counts in pair)]


def _without_zero(outcomes: Sequence[tuple[Counts, Counts]], exchange: Sequence[Key]) -> bool:
    """Whether in some outcome nothing of what changed is zero, or was: more has one more than before."""
    return any(all(less[one] > 0 and more[one] > 1 for one in exchange) for less, more in outcomes)


def _stands(counts: Counts, changed: Sequence[Key]) -> bool:
    """Whether a village can have these counts, as far as those that changed are concerned."""
    households, cases = counts[ALL, "registered"], counts[OPEN]
    if changed[0] == OPEN:
        return cases >= 0 and (cases == 0 or households > 0)
    groups = GROUPS if any(group == ALL for group, _ in changed) else (changed[0][0],)
    able = counts[ALL, "self_reliant"]
    return counts[ALL, "self_reliant_already"] <= able and all(_is_part(counts, group) for group in groups)


def _is_part(counts: Counts, group: str) -> bool:
    """Whether the group fits into its village, visited and self-reliant households into both of them."""
    members, households = counts[group, "registered"], counts[ALL, "registered"]
    if not 0 <= members <= households:
        return False
    for part in PARTS[1:]:
        of_group, of_all = counts[group, part], counts[ALL, part]
        if not (0 <= of_group <= members and 0 <= of_all - of_group <= households - members):
            return False
    return True


def _beside_a_single_one(table: Mapping[str, Counts], hidden: Hidden) -> tuple[str, Key] | None:
    """The next smallest of the first row or column that has one withheld cell; of equals the first."""
    for line, zeros in _lines(list(table)):
        shown = [cell for cell in line if cell not in hidden]
        if len(line) - len(shown) != 1:
            continue
        counts = {(village, key): table[village][key] for village, key in shown}
        able = [cell for cell in shown if counts[cell] > 0] or (shown if zeros else [])
        if able:
            return min(able, key=lambda cell: counts[cell])
    return None


def _lines(villages: list[str]) -> Iterator[tuple[list[tuple[str, Key]], bool]]:
    """Rows, then columns, of each part, then the open cases; and whether a zero may be withheld there."""
    for part in PARTS:
        yield from (([(village, (group, part)) for group in GROUPS], False) for village in villages)
        yield from (([(village, (group, part)) for village in villages], True) for group in GROUPS)
    yield [(village, OPEN) for village in villages], True
