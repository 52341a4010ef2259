"""Whether a crawl may land; what it counted and how it ended decide, whatever Scrapy itself calls "finished"."""

from __future__ import annotations

from scrapers.catalog import Market

WALL, STAY_AWAY, CANNOT_WRITE = "wall: ", "asked to stay away", "cannot write: "


class CrawlFailed(RuntimeError):
    """A crawl that may not land; the message names what, where and the remedy."""


def judge(wanted: Market, counts: dict[str, int], reason: str) -> None:
    """Raise CrawlFailed unless the crawl ended in good order and kept the source's own limits."""
    limits, where = wanted.source.limits, f"sources/{wanted.source.slug}.yml"
    asked = counts["ads"] + counts["listings"] + counts["errors"]
    problem = _ended_early(reason, where)
    if problem is None and not counts["listings"]:
        problem = (
            "the first listing page gave no usable answer; see whether the site is up,"
            f" whether its robots.txt allows it, and start_url in {where}"
        )
    elif problem is None and counts["listings_lost"]:
        problem = (
            f"{counts['listings_lost']} listing pages gave no usable answer, and what stands on them and after them"
            " is not known; run it again later"
        )
    elif problem is None and counts["errors"] > limits.max_error_share * asked:
        problem = (
            f"{counts['errors']} of {asked} pages failed, more than max_error_share in {where}; run it again later"
        )
    elif problem is None and counts["ads"] + counts["sighted"] < limits.min_ads:
        problem = (
            f"{counts['ads'] + counts['sighted']} ads, fewer than min_ads ({limits.min_ads}) in {where};"
            " see whether the site changed its layout"
        )
    if problem:
        raise CrawlFailed(f"{wanted.name}: {problem}")


def _ended_early(reason: str, where: str) -> str | None:
    if reason == "finished":
        return None
    if reason.startswith(WALL):
        return (
            f"the site asks for a {reason.removeprefix(WALL)} and none is ever passed; agree with the site's"
            f" operator how it may be read, or remove {where}"
        )
    if reason == STAY_AWAY:
        return (
            "the site asked to be left alone for longer than max_wait_seconds or wait_budget_seconds"
            f" in {where}; run it again later, and slower"
        )
    if reason.startswith(CANNOT_WRITE):
        return f"the archive cannot be written ({reason.removeprefix(CANNOT_WRITE)}); make room, then run it again"
    return f"stopped early ({reason}); raise the limit in {where} or run it again"
