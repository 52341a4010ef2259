"""Write ads: from operators and postings to titles, bodies and the exact places of everything that can be found.

All ads of a block at once: each line of each ad is gathered from pools by index, lines are chosen up to a length that
is drawn alike for everybody, and every mark is an offset that follows from lengths. A text is its template's draws
(keyed by the template) with the ad's own slots and edits (keyed by the ad).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from sandbox.chance import Chance, Ints, Shares, pick
from sandbox.grammar.vocabulary import HABIT_LINES, LINES, OFFERS, PIECES, SLOTS, VARIANTS, vocabulary
from sandbox.lives import Postings
from sandbox.marks import Line, Marks
from sandbox.population import HABITS, REGISTERS, Operators, choice
from sandbox.slots import ages, decoys, names, phones, places, prices, reach
from sandbox.slots.rendered import Pool, Rendered, runs, stacked

SEPARATORS = ("\n", ". ", "\n\n", ", ", " - ", " ♥ ", " ✨ ", " 🌹 ", " | ", "!! ", "... ", " • ", "! ", " ")
SEPARATOR_SHARES = (0.34, 0.20, 0.06, 0.06, 0.05, 0.04, 0.03, 0.03, 0.04, 0.04, 0.04, 0.03, 0.03, 0.01)
SHORTEST, LONGEST = 150, 340
WITH_HABIT, WITHOUT_HABIT, IN_POPULAR = 0.85, 0.03, 0.40
#: Share of texts with a line that everybody copies from everybody.
BOILERPLATE = 0.12


@dataclass(frozen=True)
class Level:
    """How hard the texts are: shares of lines edited, misspelt or in another variant, and of ads with decoys."""

    edits: float
    typos: float
    variants: tuple[float, ...]
    decoys: float


LEVELS = {
    "easy": Level(0.01, 0.0, (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 0.05),
    "mid": Level(0.05, 0.02, (0.90, 0.03, 0.04, 0.01, 0.0, 0.02, 0.0, 0.0), 0.20),
    "hard": Level(0.09, 0.05, (0.79, 0.05, 0.06, 0.03, 0.03, 0.03, 0.005, 0.005), 0.35),
}


@dataclass(frozen=True)
class Texts:
    """Ads as written, row by row, and their marks as tables with `row`, the facts, `span_start` and `span_end`."""

    title: pl.Series
    body: pl.Series
    language: Ints
    name: pl.Series
    age: Ints
    hourly: Ints
    place: pl.Series
    phone: pl.Series
    email: pl.Series
    register: Ints
    number_shown: np.ndarray[Any, Any]
    hides: np.ndarray[Any, Any]
    marks: dict[str, pl.DataFrame]


def write(chance: Chance, operators: Operators, posted: Postings, level: str) -> Texts:
    """Write every row of the postings."""
    return _Writer(chance, operators, posted, level).write()


class _Writer:
    def __init__(self, chance: Chance, operators: Operators, posted: Postings, level: str) -> None:
        self.chance, self.operators, self.posted = chance, operators, posted
        self.level, self.shares = level, LEVELS[level]
        self.owner = posted.owner
        self.index = operators.index[self.owner]
        self.rows = np.arange(len(posted))
        # Many ads follow one template: what is its own is drawn once.
        self.templates, self.followed = np.unique(posted.template, return_inverse=True)
        self.ad = chance.bits("ad", posted.key, posted.version)
        self.register = choice("register", REGISTERS)[operators.profile[self.owner]]
        # Some who write Spanish or French also write English ads.
        language = operators.language[self.owner]
        english = (self._draw("also english") < 0.2) & ~posted.is_shared_text
        self.language: Ints = np.where(english, 0, language)

    def write(self) -> Texts:
        self.title_phrase = self._phrase("title", "title")
        slots = self._slots()
        # Every word that these ads can hold: pieces of phrases, then each slot as each ad writes it. Word 0 is empty.
        self.slots_at = len(vocabulary().pieces.strings)
        self.words = stacked([vocabulary().pieces.arrow, *(slot.text for slot in slots)])
        title = self._line("title", self.title_phrase, slots)
        self._finish_title(title)
        lines = {line: self._line(line, self._phrase(line, _pool(line)), slots) for line in LINES}
        shown = self._shown(lines)
        order, starts, count = self._ordered(lines, shown, title)
        marks = Marks(self.rows)
        marks.add(title, np.ones(len(self.rows), dtype=bool), np.zeros(len(self.rows), dtype=np.int64), slots)
        for at, line in enumerate(LINES):
            marks.add(lines[line], shown[:, at], starts[:, at], slots)
        marks.join_split(self.split, self.title_length - self.title_part.length)
        return Texts(
            title=self.title_text,
            body=self._body(lines, shown, order, count),
            language=self.language,
            name=slots[SLOTS.index("name")].text,
            age=self.age,
            hourly=self.hourly,
            place=slots[SLOTS.index("place")].text,
            phone=slots[SLOTS.index("phone")].text,
            email=slots[SLOTS.index("email")].text,
            register=self.register,
            number_shown=shown[:, LINES.index("contact")] | self._in_title("phone"),
            hides=self.hides,
            marks=marks.tables(),
        )

    def _draw(self, purpose: str) -> Shares:
        """A share that every ad of a template has in common."""
        return self.chance.share(purpose, self.templates)[self.followed]

    # -- slots ----------------------------------------------------------------------------------------------------

    def _slots(self) -> list[Rendered]:
        chance, operators, posted, index = self.chance, self.operators, self.posted, self.index
        people = operators.people[self.owner]
        other = np.where(people > 1, (posted.person + 1 + chance.below(people - 1, "other", self.ad)) % people, 99)
        self.age = _age(chance, index, posted.person)
        raised = np.where((posted.version == 1) & (chance.share("raised", posted.key) < 0.5), 20, 0)
        self.hourly = operators.hourly[self.owner] + raised
        is_goods = np.asarray(self.register == REGISTERS.index("goods"))
        label = reach.labels(chance, index)
        rendered = {
            "": Rendered(pl.repeat("", len(index), dtype=pl.String, eager=True), np.zeros_like(index)),
            "name": names.render(chance, index, posted.person),
            "other": names.render(chance, index, other),
            "place": places.render(chance, index, posted.city, self.ad),
            "city": places.render_city(posted.city),
            "age": ages.render(chance, self.age, self.language, self.ad),
            "price": prices.render(chance, self.hourly, self.language, is_goods, self.ad),
            "phone": self._phone(),
            "handle": reach.render(chance, "handle", index, label, self.ad),
            "email": reach.render(chance, "email", index, label, self.ad),
            "url": reach.render(chance, "url", index, label, self.ad),
            "decoy": decoys.render(chance, self.ad),
        }  # fmt: skip
        return [rendered[name] for name in SLOTS]

    def _phone(self) -> Rendered:
        hides = self.operators.habits[self.owner, HABITS.index("obscure")]
        self.hides = hides & (self.chance.share("hides", self.ad) < WITH_HABIT)
        style = phones.styles(self.chance, self.operators.phone_style[self.owner], self.ad, self.level)
        way = phones.choose(style, self.hides, self.language, self.level)
        # A title has one line and one part of a number.
        patterns = np.asarray([entry.pattern for entry in phones.ways()])[way]
        way = np.where(self._in_title("phone") & np.isin(patterns, ("split", "lines")), 2, way)
        rendered, self.title_part, self.split = phones.render(self.posted.number, way)
        return rendered

    def _in_title(self, slot: str) -> np.ndarray[Any, Any]:
        return np.asarray((vocabulary().slots[self.title_phrase] == SLOTS.index(slot)).any(axis=1))

    # -- lines ----------------------------------------------------------------------------------------------------

    def _phrase(self, line: str, pool: str) -> Ints:
        """The template's phrase, or the ad's own where the line was edited."""
        known, chance = vocabulary(), self.chance
        kind = known.kinds.index(pool)
        first = known.first[kind, self.register, self.language]
        count = known.count[kind, self.register, self.language]
        edited = chance.share(f"edit {line}", self.ad) < self.shares.edits
        drawn = self._draw(f"text {line}")
        drawn[edited] = chance.share(f"own {line}", self.ad[edited])
        if pool != "offer":
            return np.asarray(first + np.floor(drawn * count).astype(np.int64))
        # Offers of one ad come from different parts of the pool, so that none stands there twice.
        part = (
            int(line[len("offer") :]) + chance.below(OFFERS, "offers begin", self.templates)[self.followed]
        ) % OFFERS
        return np.asarray(first + np.floor((part + drawn) * count / OFFERS).astype(np.int64))

    def _line(self, line: str, phrase: Ints, slots: list[Rendered]) -> Line:
        known, rows = vocabulary(), self.rows
        variant = pick(self.shares.variants, self._draw(f"variant {line}"))
        typo = self.chance.share(f"typo {line}", self.ad) < self.shares.typos
        variant = np.where(typo, VARIANTS.index("misspelt"), variant)
        pieces = [known.piece(phrase, variant, place) for place in range(3)]
        codes, lengths = known.slots[phrase], [known.pieces.lengths(pieces[0])]
        for place in range(2):
            if codes[:, place].any():
                sizes = np.zeros(len(rows), dtype=np.int64)
                for code in np.flatnonzero(np.bincount(codes[:, place])):
                    np.copyto(sizes, slots[code].length, where=codes[:, place] == code)
                lengths += [sizes, known.pieces.lengths(pieces[place + 1])]
        return Line(pieces, np.sum(lengths, axis=0), codes, lengths)

    def _written(self, line: Line, rows: Ints) -> Ints:
        """What a line is made of in these rows, piece, slot, piece, ...: indexes into the words."""
        n, columns = len(self.rows), [line.pieces[0][rows]]
        for place in range((len(line.parts) - 1) // 2):
            columns += [self.slots_at + line.codes[rows, place] * n + rows, line.pieces[place + 1][rows]]
        return np.stack(columns, axis=1)

    def _shown(self, lines: dict[str, Line]) -> np.ndarray[Any, Any]:
        """Which lines each ad has: those it wants, by the template's priority, up to a length drawn alike for all."""
        chance, wanted = self.chance, self._wanted()
        self.lengths = lengths = np.stack([lines[line].length for line in LINES], axis=1)
        priority = np.stack([self._draw(f"priority {line}") for line in LINES], axis=1)
        priority[:, LINES.index("contact")] = -2
        priority[:, LINES.index("intro")] = -1
        for at in range(OFFERS):
            priority[:, LINES.index(f"offer{at}")] += 0.7
        priority = np.where(wanted, priority, 9.0)
        order = np.argsort(priority, axis=1)
        used = np.take_along_axis(np.where(wanted, lengths, 0), order, axis=1).cumsum(axis=1)
        target = chance.between(SHORTEST, LONGEST, "length", self.templates)[self.followed]
        fits = (used <= target[:, None]) | (np.take_along_axis(priority, order, axis=1) < 0)
        shown = np.zeros_like(fits)
        np.put_along_axis(shown, order, fits, axis=1)
        return np.asarray(shown & wanted)

    def _wanted(self) -> np.ndarray[Any, Any]:
        chance, n = self.chance, len(self.rows)
        wanted = np.ones((n, len(LINES)), dtype=bool)

        def usual(line: str, share: float) -> np.ndarray[Any, Any]:
            return self._draw(f"has {line}") < share

        for line in HABIT_LINES:
            has = self.operators.habits[self.owner, HABITS.index(line)]
            share = np.where(self.posted.is_shared_text, IN_POPULAR, np.where(has, WITH_HABIT, WITHOUT_HABIT))
            dropped = chance.share(f"drops {line}", self.ad) < self.shares.edits
            wanted[:, LINES.index(line)] = (self._draw(f"has {line}") < share) & ~dropped
        for at, name in enumerate(("email", "handle", "url")):
            wanted[:, LINES.index(name)] = self.operators.reach[self.owner, at] & usual(name, 0.8)
        reachable = wanted[:, [LINES.index("email"), LINES.index("handle")]].any(axis=1)
        contact = (usual("contact", 0.9) | ~reachable | self.split) & ~self._in_title("phone")
        wanted[:, LINES.index("contact")] = contact
        wanted[:, LINES.index("intro")] = usual("intro", 0.9)
        wanted[:, LINES.index("price")] = usual("price", 0.75)
        wanted[:, LINES.index("place")] = usual("place", 0.7)
        wanted[:, LINES.index("boilerplate")] = usual("boilerplate", BOILERPLATE)
        wanted[:, LINES.index("decoy")] = self._draw("decoys") < self.shares.decoys
        return wanted

    def _finish_title(self, title: Line) -> None:
        gap = Pool()
        at = np.where(self.split, gap.add([" "]), 0)
        part = stacked([self.words, gap.arrow, self.title_part.text])
        last = len(self.words) + np.stack([at, len(gap.strings) + self.rows], axis=1)
        index = np.concatenate([self._written(title, self.rows), last], axis=1)
        self.title_text = runs(part, index.ravel(), index.shape[1] * (self.rows + 1))
        self.title_length = title.length + gap.lengths(at) + self.title_part.length

    def _ordered(self, lines: dict[str, Line], shown: np.ndarray[Any, Any], title: Line) -> tuple[Ints, Ints, Ints]:
        """Lines in their order (those not shown last), where each begins in title + line end + body, and how many."""
        place = np.stack([self._draw(f"order {line}") for line in LINES], axis=1)
        place[:, LINES.index("intro")] -= np.where(self._draw("greets") < 0.7, 1.0, 0.0)
        place[:, LINES.index("contact")] += np.where(self._draw("signs") < 0.6, 1.0, 0.0)
        place[:, LINES.index("contact")] = np.where(self.split, -5.0, place[:, LINES.index("contact")])
        order = np.argsort(np.where(shown, place, 9.0), axis=1)
        count = shown.sum(axis=1)
        self.separator = pick(SEPARATOR_SHARES, self._draw("separator"))
        gap = np.asarray([len(text) for text in SEPARATORS])[self.separator]
        sorted_lengths = np.take_along_axis(self.lengths, order, axis=1)
        step = np.where(np.arange(len(LINES)) < count[:, None], sorted_lengths + gap[:, None], 0)
        begins = self.title_length[:, None] + 1 + np.cumsum(step, axis=1) - step
        starts = np.zeros_like(begins)
        np.put_along_axis(starts, order, begins, axis=1)
        return order, starts, count

    def _body(self, lines: dict[str, Line], shown: np.ndarray[Any, Any], order: Ints, count: Ints) -> pl.Series:
        """The lines that are shown, in their order, a separator between two; all of them in one copy."""
        rank = np.empty_like(order)
        np.put_along_axis(rank, order, np.arange(len(LINES))[None, :], axis=1)
        ends = np.cumsum(count)
        written = np.zeros((int(count.sum()), 2 * PIECES), dtype=np.int64)
        for at, line in enumerate(LINES):
            rows = np.flatnonzero(shown[:, at])
            pieces = self._written(lines[line], rows)
            written[ends[rows] - count[rows] + rank[rows, at], : pieces.shape[1]] = pieces
        written[:, -1] = len(self.words) + np.repeat(self.separator, count)
        written[ends[count > 0] - 1, -1] = 0
        words = stacked([self.words, pl.Series(SEPARATORS)])
        return runs(words, written.ravel(), ends * written.shape[1])


def _pool(line: str) -> str:
    return "offer" if line.startswith("offer") else line


def _age(chance: Chance, index: Ints, person: Ints) -> Ints:
    """Adults, most of them in their twenties."""
    one, other = chance.share("age", index, person), chance.share("older", index, person)
    return 19 + np.floor(9 * one + 18 * other * other).astype(np.int64)
