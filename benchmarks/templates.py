"""Templates: CPU seconds, memory and agreement with the truth, beside peers in the same run.

`make bench` writes `benchmarks/templates.md`; `python -m benchmarks.templates 4000000` adds the four million. Peers are
in requirements-bench.lock. InfoShield's code has no licence and is not here: name its folder in INFOSHIELD_DIR.
"""

from __future__ import annotations

import importlib.util
import math
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import measured
from benchmarks.measured import Measured

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
LEVELS = ("easy", "mid", "hard")
#: The last three days of the million are those that are put on top.
HISTORY, DAY = (100_000, 970_000), 10_000
Labels = np.ndarray[Any, Any]


def texts(path: Path, count: int | None = None) -> pl.Series:
    ads = pl.read_parquet(path, columns=["title", "body"], n_rows=count)
    return ads["title"] + "\n" + ads["body"]


# -- systems: texts -> a label for each --------------------------------------------------------------------------------


def clusters(path: Path) -> Labels:
    """Ours without the explanation."""
    from assets.entities.text_index import TextIndex

    found = texts(path)
    with tempfile.TemporaryDirectory() as folder:
        index = TextIndex(Path(folder))
        index.renew(0, np.arange(len(found), dtype=np.uint64), found)
        return labels_of(index, len(found))


def ours(path: Path) -> Labels:
    """Templates with constants, slots, their values and compression."""
    from assets.entities.alignment import explained
    from assets.entities.text_index import TextIndex

    found = texts(path)
    with tempfile.TemporaryDirectory() as folder:
        index = TextIndex(Path(folder))
        touched = index.renew(0, np.arange(len(found), dtype=np.uint64), found)
        explained(index.words, index.groups_of(touched))
        return labels_of(index, len(found))


def labels_of(index: Any, count: int) -> Labels:
    group = index.of_texts["group"]
    return np.where(group >= 0, group, np.arange(count))


def shingles(path: Path) -> list[list[str]]:
    words = texts(path).str.to_lowercase().str.extract_all(r"[\p{L}\p{N}']+").to_list()
    return [[" ".join(text[at : at + 3]) for at in range(max(1, len(text) - 2))] for text in words]


def datasketch(path: Path) -> Labels:
    """MinHash LSH of word 3-grams, 128 permutations, threshold .5; what it finds is joined."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    pairs: list[tuple[int, int]] = []
    for at, found in enumerate(shingles(path)):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([shingle.encode() for shingle in found])
        pairs += [(at, other) for other in lsh.query(sketch)]
        lsh.insert(at, sketch)
    return joined(pairs, at + 1)


def rensa(path: Path) -> Labels:
    """The same by rensa; candidates are verified by its estimate of the Jaccard similarity."""
    from rensa import RMinHash, RMinHashLSH

    sketches = RMinHash.from_token_sets(shingles(path), 128, 1)
    lsh = RMinHashLSH(0.5, 128, 32)
    lsh.insert_many(sketches)
    found = lsh.query_all(sketches)
    pairs = [
        (at, other)
        for at, others in enumerate(found)
        for other in others
        if other < at and sketches[at].jaccard(sketches[other]) >= 0.5
    ]
    return joined(pairs, len(sketches))


SQL = """
WITH words AS (
    SELECT row, string_split_regex(lower(text), '[^\\p{L}\\p{N}'']+') AS w FROM ads
), grams AS (
    SELECT row, unnest(list_transform(range(1, len(w) - 2), lambda i: hash(w[i], w[i + 1], w[i + 2], w[i + 3]))) AS g
    FROM words
), kept AS (SELECT DISTINCT row, g FROM grams),
sizes AS (SELECT row, count(*) AS n FROM kept GROUP BY row),
paired AS (SELECT lag(row) OVER (PARTITION BY g ORDER BY row) AS a, row AS b FROM kept),
counted AS (SELECT a, b, count(*) AS n FROM paired WHERE a IS NOT NULL GROUP BY a, b)
SELECT a, b FROM counted JOIN sizes AS x ON a = x.row JOIN sizes AS y ON b = y.row
WHERE counted.n >= 0.2 * least(x.n, y.n)
"""


def duckdb_sql(path: Path) -> Labels:
    """In SQL only: word 4-grams, the predecessor in each bucket, a share of grams in common."""
    import duckdb

    found = pl.DataFrame({"text": texts(path)}).with_row_index("row")
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        connection.register("ads", found.to_arrow())
        return joined(connection.sql(SQL).fetchall(), found.height)


def infoshield(path: Path) -> Labels:
    """The published code, from a folder that the user names."""
    folder = os.environ["INFOSHIELD_DIR"]
    sys.path.insert(0, folder)
    np.int = int  # type: ignore[attr-defined]
    from infoshieldcoarse import InfoShieldCoarse
    from infoshieldfine import run_infoshieldfine

    with tempfile.TemporaryDirectory() as work:
        file = Path(work) / "ads.csv"
        found = pl.DataFrame({"text": texts(path)}).with_row_index("id")
        found.write_csv(file)
        coarse = InfoShieldCoarse(str(file), "id", "text")
        coarse.clustering()
        run_infoshieldfine(coarse.final_data_filename, "id", "text")
        result = pl.read_csv(coarse.final_data_filename)
    label = next(name for name in result.columns if "label" in name.lower())
    out = np.arange(found.height) + found.height
    grouped = result.filter(pl.col(label) >= 0)
    out[grouped["id"].to_numpy()] = grouped[label].to_numpy()
    return out


def joined(pairs: list[tuple[int, int]], count: int) -> Labels:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(count, count))
    return connected_components(graph, directed=False)[1]


SYSTEMS: dict[str, Callable[[Path], Labels]] = {
    "gaining-ground, templates with slots": ours,
    "gaining-ground, groups only": clusters,
    "datasketch": datasketch,
    "rensa": rensa,
    "DuckDB SQL only": duckdb_sql,
    "InfoShield": infoshield,
}
OURS, GROUPS = tuple(SYSTEMS)[:2]


# -- a day on top of a history ----------------------------------------------------------------------------------------


def days(path: Path, history: int) -> Measured:
    """CPU seconds of 10,000 new ads on top of a history: the median of three days, the index opened anew for each."""
    from assets.entities.alignment import explained
    from assets.entities.text_index import TextIndex

    found = texts(path, history + 3 * DAY)
    history = len(found) - 3 * DAY
    ids = np.arange(len(found), dtype=np.uint64)
    with tempfile.TemporaryDirectory() as folder:
        index = TextIndex(Path(folder))
        index.renew(0, ids[:history], found[:history])
        index.commit("history")

        def day(at: int) -> None:
            index = TextIndex(Path(folder))
            keep = index.common(ids[: at + DAY])
            touched = index.renew(keep, ids[keep : at + DAY], found[keep : at + DAY])
            explained(index.words, index.groups_of(touched))
            index.commit("day")

        rounds = [measured.here(lambda at=at: day(at)) for at in range(history, history + 3 * DAY, DAY)]
        one_by_one = labels_of(TextIndex(Path(folder)), len(found))
        batch = TextIndex(Path(folder) / "batch")
        batch.renew(0, ids, found)
        same = bool((labels_of(batch, len(found)) == one_by_one).all())
    taken = measured.medians(rounds)
    return Measured(taken.cpu, taken.wall, taken.megabytes, same)


# -- the table --------------------------------------------------------------------------------------------------------


def agreement(path: Path, labels: Labels) -> Any:
    from pipelines.evaluation.clusters import agreement as agree

    true = measured.truth(path, "ads").sort("row")["template_id"]
    return agree(pl.DataFrame({"found": labels, "true": true}))


def cases(sizes: tuple[int, ...]) -> list[tuple[int, str, str]]:
    """Ads, level, system: every peer at 10,000; the quick ones at 100,000; ours at each size."""
    there = [
        name
        for name in SYSTEMS
        if name.startswith("gaining")
        or (
            "INFOSHIELD_DIR" in os.environ
            if name == "InfoShield"
            else importlib.util.find_spec(name.split()[0].lower())
        )
    ]
    found = [(10_000, level, name) for level in LEVELS for name in there if name != GROUPS]
    found += [(100_000, "hard", name) for name in there if name not in ("InfoShield", "datasketch")]
    return found + [(size, "hard", name) for size in sizes if size > 100_000 for name in (OURS, GROUPS)]


def measure(sizes: tuple[int, ...]) -> dict[tuple[int, str, str], Measured]:
    wanted = cases(sizes)
    taken: dict[tuple[int, str, str], list[Measured]] = {case: [] for case in wanted}
    for turn in range(ROUNDS):
        for case in wanted:
            size, level, name = case
            if turn == 0 or size <= 1_000_000:
                path = measured.market(size, level)
                taken[case].append(measured.apart("benchmarks.templates", "system", name, str(path)))
    return {case: measured.medians(rounds) for case, rounds in taken.items()}


def table(found: dict[tuple[int, str, str], Measured], day: dict[int, Measured]) -> str:
    lines = [
        "# Templates",
        "",
        f"Medians of interleaved rounds ({ROUNDS}; one at four million), each in a process of its own and warmed up;",
        f"{measured.machine()}. Simulated markets of seed 2 over sixty days; reading the file counts",
        "for all. The figures show that the machinery works; they are not accuracy in the field.",
        "",
        "| ads | level | system | CPU s | wall s | ads a CPU s | peak MB | ARI | pair precision | pair recall |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    agree = {case: agreement(measured.market(case[0], case[1]), run.result) for case, run in found.items()}
    for (size, level, name), run in found.items():
        both = agree[size, level, name]
        lines.append(
            f"| {size:,} | {level} | {name} | {run.cpu:.2f} | {run.wall:.1f} | {size / run.cpu:,.0f}"
            f" | {run.megabytes:,.0f} | {both.ari:.4f} | {both.pair_precision:.4f} | {both.pair_recall:.4f} |"
        )
    if not any(name == "InfoShield" for _, _, name in found):
        lines += ["", "InfoShield: not measured; INFOSHIELD_DIR is not set."]
    lines += [
        "",
        "| ads before | CPU s for 10,000 new ads, explained | partition is that of a batch |",
        "|---|---|---|",
    ]
    lines += [f"| {size:,} | {run.cpu:.2f} | {'yes' if run.result else 'NO'} |" for size, run in day.items()]
    return "\n".join([*lines, "", "## Goals", "", *goals(found, agree, day), ""])


def goals(found: dict[tuple[int, str, str], Measured], agree: Any, day: dict[int, Measured]) -> list[str]:
    lines = ["| goal | wanted | measured | |", "|---|---|---|---|"]

    def goal(words: str, wanted: str, value: str, holds: bool) -> None:
        lines.append(f"| {words} | {wanted} | {value} | {'reached' if holds else 'MISSED'} |")

    for name, times in (("datasketch", 25), ("InfoShield", 300)):
        for level in LEVELS:
            if (10_000, level, name) in found:
                ratio = found[10_000, level, name].cpu / found[10_000, level, OURS].cpu
                goal(f"times less CPU than {name}, 10,000 ads, {level}", f"{times}", f"{ratio:.0f}", ratio >= times)
    for level in ("mid", "hard"):
        ari = agree[10_000, level, OURS].ari
        best = max((a.ari for case, a in agree.items() if case[:2] == (10_000, level) and case[2] != OURS), default=0)
        words = f"ARI at 10,000 ads, {level} (best peer {best:.3f})"
        goal(words, ".95, above peers", f"{ari:.3f}", ari >= 0.95 and ari > best)
    million = (1_000_000, "hard", GROUPS)
    if million in found:
        run, both = found[million], agree[million]
        goal("1M ads: ARI", ".98", f"{both.ari:.4f}", both.ari >= 0.98)
        goal("1M ads: pair precision", ".99", f"{both.pair_precision:.4f}", both.pair_precision >= 0.99)
        goal("1M ads: peak memory, groups", "2,500 MB", f"{run.megabytes:,.0f}", run.megabytes < 2500)
        for name in (GROUPS, OURS):
            speed = 1_000_000 / found[1_000_000, "hard", name].cpu
            goal(f"1M ads: ads a CPU second, {name.split(', ')[1]}", "80,000", f"{speed:,.0f}", speed >= 80_000)
    if (4_000_000, "hard", GROUPS) in found:
        wall = found[4_000_000, "hard", GROUPS].wall
        goal("4M ads: wall seconds", "120 on idle cores", f"{wall:.0f}", wall < 120)
    if len(day) > 1:
        first, *_, last = day.values()
        growth = last.cpu / first.cpu
        goal("growth of a day's CPU, 100k to 1M of history", "under 2", f"{growth:.2f}", growth < 2)
        goal(
            "partition identical to batch",
            "yes",
            str(all(run.result for run in day.values())),
            all(r.result for r in day.values()),
        )
    sizes = sorted(size for size, level, name in found if name == GROUPS and size >= 100_000)
    if len(sizes) > 1:
        logs = [(math.log(size), math.log(found[size, "hard", GROUPS].cpu)) for size in sizes]
        slope = float(np.polyfit(*zip(*logs, strict=True), 1)[0])
        goal(f"log-log slope of CPU, {sizes[0]:,} to {sizes[-1]:,}", "at most 1.1", f"{slope:.2f}", slope <= 1.1)
    return lines


def main(arguments: list[str]) -> int:
    """Measure everything and write the table; or, for ourselves, one system or one history."""
    if arguments[:1] == ["system"]:
        _, name, path, out = arguments
        # Imports, tables and caches are made once in a process's life; nobody pays for them here.
        SYSTEMS[name](measured.market(200, "hard"))
        measured.leave(measured.here(lambda: SYSTEMS[name](Path(path))), out)
    elif arguments[:1] == ["days"]:
        _, history, path, out = arguments
        measured.leave(days(Path(path), int(history)), out)
    else:
        found = measure((1_000_000, *map(int, arguments)))
        path = measured.market(1_000_000, "hard")
        day = {size: measured.apart("benchmarks.templates", "days", str(size), str(path)) for size in HISTORY}
        text = table(found, day)
        Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
