"""Four doors - prevention, protection, prosecution, partnership - each a short page that leads to what serves it.

The four words are those of the Trafficking Victims Protection Act of 2000 and of the UN Protocol of the same year, to
which partnership was added in 2009.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assets.dashboards.page import Link, Page
from assets.dashboards.pages.packs import names, path, title
from assets.dashboards.published import Published

ORDER = 38
TIERS = {"investigator": "the four doors with the views of this tier"}


@dataclass(frozen=True)
class View:
    """A page that serves somebody, the question that it answers, and what not to take from it."""

    label: str
    path: str
    answers: str
    beware: str


@dataclass(frozen=True)
class Door:
    """Whom a door serves, with what, and what it must not be used for."""

    slug: str
    title: str
    serves: str
    sentence: str
    views: tuple[View, ...]
    never: str

    @property
    def path(self) -> str:
        """Where its page stands."""
        return f"door/{self.slug}.html"


def doors(published: Published) -> tuple[Door, ...]:
    """The four, with the cities and packs of this build."""
    cities = tuple(
        View(
            place.name,
            f"city/{place.slug}.html",
            f"What is going on in {place.name}: how many ads, where, when, what kind, and what changed?",
            "Ads are not people; a new site looks like a change in the city.",
        )
        for place in published.places
    )
    packs = tuple(
        View(
            title(pack),
            path(pack),
            "How often do its indicators stand in ads, and who passes the gate?",
            "Most ads that meet an indicator are harmless.",
        )
        for pack in names(published)
    )
    return (_prevention(cities), _protection(), _prosecution(packs), _partnership())


def links(published: Published) -> list[Link]:
    """Each door."""
    return [Link(door.title, door.path, "Four doors") for door in doors(published)]


def pages(published: Published) -> Iterator[Page]:
    """A page each."""
    every = doors(published)
    for door in every:
        yield Page(door.path, "door.html", {"door": door, "doors": every})


def _prevention(cities: tuple[View, ...]) -> Door:
    events = View(
        "Events",
        "events.html",
        "Did an event change anything, compared with earlier weeks and other cities?",
        "Most large events do not stand out; silence counts only where a change would have been seen.",
    )
    return Door(
        "prevention",
        "Prevention",
        "city officials, health departments, schools, hosts of large events",
        "Where and when markets change, so that information and services are there before harm is.",
        (*cities, events),
        "Not a count of victims, and no reason to police a neighbourhood: places are what ads say.",
    )


def _protection() -> Door:
    return Door(
        "protection",
        "Protection",
        "outreach teams and victim services",
        "What languages, times and kinds of signs to be ready for, and what else could explain them.",
        (
            View(
                "Leads",
                "leads.html",
                "Whom to look at first, with what speaks against it in the size of what speaks for it?",
                "Contact nobody from here: mass outreach from scraped ads does harm (Bhalerao et al. 2022).",
            ),
            View(
                "Templates",
                "templates.html",
                "Which texts speak for several people at once?",
                "Friends and agencies share texts too.",
            ),
            View(
                "Fairness",
                "fairness.html",
                "Is one language or group looked at more than another?",
                "Rates that part need not be unfair, nor equal ones fair.",
            ),
        ),
        "No list of people to call on. Nobody's consent or need can be read from an ad.",
    )


def _prosecution(packs: tuple[View, ...]) -> Door:
    return Door(
        "prosecution",
        "Prosecution",
        "detectives, task-force analysts, prosecutors",
        "Where to begin, on what grounds, and the way from each claim to the bytes that were captured.",
        (
            View(
                "Leads",
                "leads.html",
                "Who first, why, and what is the strongest innocent explanation?",
                "Priority points sort work; they are no probability and no evidence.",
            ),
            View(
                "Watch list",
                "watch_list.html",
                "Did something that a case looks for stand in an ad?",
                "A match is not a person; a number changes hands.",
            ),
            *packs,
            View(
                "Circuits",
                "circuits.html",
                "Between which cities do advertisers move, and how long do they stay?",
                "In aggregate only; touring is ordinary.",
            ),
            View(
                "Rules",
                "rules.html",
                "What does each rule ask, on what research, and did people agree?",
                "An indicator may be met by anybody.",
            ),
        ),
        "No ground for a stop, a search or a charge. Corroborate: the archive may be evidence, no page is.",
    )


def _partnership() -> Door:
    return Door(
        "partnership",
        "Partnership",
        "agencies, NGOs, researchers and platforms that work together",
        "What can be shared, how it was made, and how far it can be trusted.",
        (
            View(
                "Data health",
                "health.html",
                "Is it fresh, whole and as promised?",
                "A gap is not a zero.",
            ),
            View(
                "Queries",
                "queries.html",
                "How was each number made?",
                "A number without its query is an opinion.",
            ),
            View(
                "Rules",
                "rules.html",
                "Who reviewed a rule, and what would a better one ask?",
                "Untested measures say so.",
            ),
            View(
                "Circuits",
                "circuits.html",
                "Which cities should talk to each other?",
                "Few advertisers make a thick arc in a small market.",
            ),
            View(
                "About",
                "about.html",
                "What are the limits and the ethics, and how is it cited?",
                "In court these pages prove nothing.",
            ),
        ),
        "No identities to others: partners get counts and pseudonyms, the public gets cities by week.",
    )
