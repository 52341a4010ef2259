"""Corkboard, a simulated board: broken HTML, threads with replies, mixed encodings, contacts split over elements."""

from __future__ import annotations

from html import escape

from sandbox.sites.site import NOTICE, Answer, Asked, refused, whole_number
from sandbox.world import Ad

SLUG, START, AD_PATH = "corkboard", "/board", "/thread/"
DECLARES = ("place", "phone", "poster")
IS_RELATIVE = False
PER_PAGE = 30
#: Encoding of a page and the name that it goes by; the board never says windows-1252, and means it.
ENCODINGS = (("cp1252", "iso-8859-1"), ("utf-8", "utf-8"), ("cp1252", "ISO-8859-1"), ("iso8859_15", "iso-8859-15"))
REPLIES = (
    "bump", "is this still up?", "nice post, see you soon", "price too high imo", "moderator: please read the rules",
    "+1", "does anybody know this one?", "gone already??",
)  # fmt: skip
#: Names in the markup, before and after a change of design.
WORDS: tuple[dict[str, str], dict[str, str]] = (
    {"thread": "thread", "msg": "msg", "subject": "subject", "contact": "contact"},
    {"thread": "topic", "msg": "post-text", "subject": "topic-title", "contact": "reach"},
)


def answer(asked: Asked) -> Answer | None:
    """`/board?from=N` lists 30 threads from the N-th; `/thread/N` shows one with its replies."""
    words = WORDS[asked.is_new_layout]
    if asked.path == START:
        begins = whole_number(asked.query.get("from", ""), 1)
        return refused("from must be a number from 1") if begins is None else _listing(asked, begins - 1, words)
    ad = next((ad for ad in asked.ads if f"{AD_PATH}{ad.number}" == asked.path), None)
    return _thread(asked, ad, words) if ad else None


def poster(ad: Ad) -> str:
    """The name of the account that posted; one for each posting, so it links nothing."""
    return f"guest{ad.number % 99_991}"


def _listing(asked: Asked, begins: int, words: dict[str, str]) -> Answer:
    # Rows are never closed, attributes are not quoted, a stray tag stands between.
    rows = "".join(
        f"<tr class={words['thread']}><td><a href={AD_PATH}{ad.number}><b>{escape(ad.title)}</a></b>"
        f"<td><font size=1>{escape(ad.place)}<td>{ad.number % 7} replies</span>\n"
        for ad in asked.ads[begins : begins + PER_PAGE]
    )
    more = ""
    if begins + PER_PAGE < len(asked.ads):
        more = f"<a href={START}?from={begins + PER_PAGE + 1}>older threads &raquo;</a>"
    content = f"<table width=100% border=0 id=threads>\n{rows}</table><p class=pager>{more}"
    return _page(f"Corkboard {asked.city.name}", content, asked.ads[0].number if asked.ads else 0)


def _thread(asked: Asked, ad: Ad, words: dict[str, str]) -> Answer:
    subject = (
        "" if ad.number in asked.without_title else f"<font size=+1 class={words['subject']}>{escape(ad.title)}</font>"
    )
    body = "<br>".join(escape(line) for line in ad.body.split("\n"))
    replies = "".join(
        f"<table class=post><tr><td class=who>guest{(ad.number + at * 7) % 9973}<td class={words['msg']}><font>"
        f"{REPLIES[(ad.number + at) % len(REPLIES)]}</table>"
        for at in range(ad.number % 4)
    )
    content = (
        f"<center>{subject}</center><hr>"
        f"<table class=post><tr><td class=who>{poster(ad)}<br><small>{ad.posted:%b %d, %Y %I:%M %p}</small>"
        f"<td class={words['msg']}><font face=arial>{body}</font><tr><td class=place>{escape(ad.place)}</i>"
        f"{_contact(ad, words)}</table>{replies}"
    )
    return _page("Corkboard", content, ad.number)


def _contact(ad: Ad, words: dict[str, str]) -> str:
    """The declared number, a few signs an element, as boards do against machines."""
    if not ad.phone:
        return ""
    parts = [ad.phone[at : at + 3] for at in range(0, len(ad.phone), 3)]
    tags = ("b", "i", "span", "u")
    split = "".join(f"<{tags[at % 4]}>{escape(part)}</{tags[at % 4]}>" for at, part in enumerate(parts))
    return f"<td class={words['contact']}>{split}"


def _page(title: str, content: str, number: int) -> Answer:
    encoding, name = ENCODINGS[number % len(ENCODINGS)]
    says_it_in_header = number % 3 > 0
    meta = "" if says_it_in_header else f"<meta http-equiv=content-type content='text/html; charset={name}'>"
    page = (
        f"<html><head>{meta}<title>{escape(title)}</title><body bgcolor=#eeeeee></div><b>{NOTICE}</b>\n{content}</body>"
    )
    content_type = f"text/html; charset={name}" if says_it_in_header else "text/html"
    return Answer(page.encode(encoding, errors="xmlcharrefreplace"), content_type)
