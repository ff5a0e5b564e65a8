"""Why reporting does not answer a question."""

from shared.kernel.failures import Invalid


class DayUnreadable(Invalid):
    """A day that is no `YYYY-MM-DD` of this century."""


class SpanReversed(Invalid):
    """`from` lies after `to`."""


class SpanTooLong(Invalid):
    """More rows of a trend than `most`."""


class WholeMonthsOnly(Invalid):
    """Below ward level only the ward's coordinator may ask for anything but whole months."""
