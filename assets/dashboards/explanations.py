"""The strongest innocent explanation of a lead: what ordinary life would show the same, by families of indicators.

A lead's points are counted family by family; the explanation that covers most of them stands beside the score in equal
size. The explanations follow what experts call hard negatives: independents, duos, agencies, spas, mass posters
(TrafficVis 2023; VisPaD 2020; Portnoff 2017), and what sex workers say of their own ads (Bhalerao et al. 2022).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Explanation:
    """An ordinary account of some families of indicators, and what would tell it from the other."""

    title: str
    text: str
    check: str
    families: frozenset[str]


EXPLANATIONS = (
    Explanation(
        "Two or more adults who work together, or an agency that says so",
        'People share a phone, a flat and a text for safety and cost. An ad then speaks of several people and of "she"'
        ", and a shared line is written so that machines do not call it.",
        "Are the same names stable over months? Is there a site of their own, a licence, reviews of each?",
        frozenset({"several_people", "organisation", "template", "concealment"}),
    ),
    Explanation(
        "One adult who works alone and advertises as everybody does",
        "Youthful words, claims of being genuine and numbers in letters are the house style of many markets. They "
        "answer filters of the site, spam calls and clients' habits.",
        "Is it one name, one age and one way of writing throughout? Do limits and screening stand in the ads?",
        frozenset({"presentation", "concealment", "services"}),
    ),
    Explanation(
        "An independent who tours",
        "Touring is ordinary: dates are announced, cities repeat, and texts are reused from place to place.",
        "Are dates announced before? Are there weeks at home between? Does one person appear throughout?",
        frozenset({"movement", "presentation", "template"}),
    ),
    Explanation(
        "An advertiser of something else, or a mass poster",
        "Mass-produced ads borrow whatever words draw clicks. What looks like a sale may be a joke, "
        "a warning or a fraud.",
        "Do the numbers answer to many unlike ads? Does every ad lead to one site?",
        frozenset({"sale", "contact", "shipping", "template"}),
    ),
    Explanation(
        "An employer who offers lodging and keeps papers for the authorities",
        "Seasonal and domestic work is offered with a room, and agents charge fees that some places allow.",
        "Is the employer registered? Are fees and rent in writing, and within the law of the place?",
        frozenset({"documents", "debt", "housing"}),
    ),
)


def strongest(counting: list[dict[str, Any]]) -> tuple[Explanation, int, int]:
    """The explanation that covers most of the points of a lead's reasons; with the points covered and all points."""
    points = sum(reason["points"] for reason in counting)

    def covered(explanation: Explanation) -> int:
        return sum(reason["points"] for reason in counting if reason["family"] in explanation.families)

    best = max(EXPLANATIONS, key=covered)
    return best, covered(best), points
