"""Events in the simulated cities, dated from the day on which a world is born. One draws visitors; the others do not.

Their effects are truth: they are known here and to the tables of truth, and stand on no page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Event:
    """What happens in a city from `first` to `last`; `effect` visitors come for each operator of the city."""

    event_id: str
    name: str
    city: str
    first: date
    last: date
    effect: float


#: Name, city, days before the birth on which it ends at the latest, weekday of its last day, its length, its effect.
_PLANNED = (
    ("super_bowl", "Super Bowl", "miami", 10, 6, 4, 2.0),
    ("convention", "Convention", "las_vegas", 14, 4, 4, 0.0),
    ("marathon", "Marathon", "houston", 10, 6, 2, 0.0),
)
#: Days before an event on which its visitors begin to come.
ARRIVE_BEFORE = 3


def calendar(born: date) -> tuple[Event, ...]:
    """The events of a world: each ends on its weekday, early enough for a window of three days after it."""
    found = []
    for event_id, name, city, before, weekday, length, effect in _PLANNED:
        latest = born - timedelta(days=before)
        last = latest - timedelta(days=(latest.weekday() - weekday) % 7)
        found.append(Event(event_id, name, city, last - timedelta(days=length - 1), last, effect))
    return tuple(found)
