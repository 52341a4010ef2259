"""Advertisers: links, hubs and components beside Splink and networkx, on the truth's identifiers with some left out.

`make bench` writes `benchmarks/advertisers.md`. What staging finds is measured by `make evaluate`; here every system
gets the same identifiers, prices, names and templates. Peers are in requirements-bench.lock.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import measured
from benchmarks.measured import Measured

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SIZES = (10_000, 100_000, 1_000_000)
#: Splink takes minutes at a million ads; a busy machine may leave it out there.
SPLINK_UP_TO = int(os.environ.get("BENCH_SPLINK_UP_TO", "1000000"))
#: The share of identifiers that no system gets to see, as an extraction would miss them.
MISSED = 0.13
Labels = np.ndarray[Any, Any]


def evidence(path: Path) -> Any:
    """What ads show. Templates are the truth's, for the benchmark of templates measures how they are found."""
    from assets.entities.evidence import Evidence

    row = pl.col("row").cast(pl.UInt32).alias("ad")
    found = measured.truth(path, "identifiers").select(row, "kind", "value")
    found = found.filter(pl.Series(np.random.default_rng(1).random(found.height) >= MISSED))
    ads = measured.truth(path, "ads").sort("row").select(row, template="template_id")
    prices = measured.truth(path, "prices").filter(pl.col("duration_min") == 60)
    names = measured.truth(path, "names").select(row, pl.col("name").str.to_lowercase())
    places = pl.read_parquet(path, columns=["city", "source", "poster"]).with_row_index("ad")
    return Evidence(
        identifiers=found.unique(maintain_order=True),
        templates=ads.filter(pl.len().over("template") > 1),
        prices=prices.select(row, hourly="amount").unique(maintain_order=True),
        names=names.unique(maintain_order=True),
        places=places.select("ad", "city", pl.concat_str("source", pl.lit(":"), "poster").alias("poster")),
    )


# -- systems: what ads show -> a label for each ----------------------------------------------------------------------


def ours(shown: Any) -> Labels:
    from assets.entities.evidence import components, hubs, links

    return components(links(shown, hubs(shown.identifiers, shown.prices)), shown.places.height)


def hard_only(shown: Any) -> Labels:
    """Identifiers that are no hubs, and nothing else."""
    from assets.entities.evidence import components, hard_links, hubs

    return components(hard_links(shown.identifiers, hubs(shown.identifiers, shown.prices)), shown.places.height)


def no_hubs(shown: Any) -> Labels:
    """Every shared identifier joins: what happens without hubs."""
    from assets.entities.evidence import components, hard_links

    nothing = shown.identifiers.select("kind", "value").clear()
    return components(hard_links(shown.identifiers, nothing), shown.places.height)


def by_networkx(shown: Any) -> Labels:
    """The same links, components by networkx."""
    import networkx

    from assets.entities.evidence import hubs, links

    found = links(shown, hubs(shown.identifiers, shown.prices))
    graph = networkx.Graph()
    graph.add_nodes_from(range(shown.places.height))
    graph.add_edges_from(found.select("a", "b").rows())
    out = np.empty(shown.places.height, dtype=np.int64)
    for label, members in enumerate(networkx.connected_components(graph)):
        out[list(members)] = label
    return out


def splink(shown: Any) -> Labels:
    """Splink on DuckDB, one row an ad, blocked by each identifier and by template with price.

    It is told our hubs: blocking on a hotel's phone would compare all of its ads with each other.
    """
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    from assets.entities.evidence import hubs

    own = shown.identifiers.join(hubs(shown.identifiers, shown.prices), on=["kind", "value"], how="anti")
    wide = own.sort("ad", "kind", "value").unique(["ad", "kind"], keep="first")
    wide = wide.pivot("kind", index="ad", values="value")
    first = {"template": shown.templates, "hourly": shown.prices, "name": shown.names}
    frame = shown.places.select(pl.col("ad").alias("unique_id"), "ad", "city")
    for table in (wide, *(table.unique("ad", keep="first") for table in first.values())):
        frame = frame.join(table, on="ad", how="left")
    frame = frame.drop("ad").with_columns(pl.col("template").cast(pl.String))
    columns = ("phone", "email", "handle", "url")
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[cl.ExactMatch(name) for name in (*columns, "template", "hourly", "name", "city")],
        blocking_rules_to_generate_predictions=[*(block_on(name) for name in columns), block_on("template", "hourly")],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(frame.to_arrow()), settings, log_level=50)
    linker.training.estimate_probability_two_random_records_match([block_on(name) for name in columns], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("template", "hourly"))
    predicted = linker.inference.predict(threshold_match_probability=0.9)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, 0.95)
    found = pl.from_pandas(clusters.as_pandas_dataframe()).sort("unique_id")
    return found["cluster_id"].cast(pl.String).rank("dense").to_numpy()


SYSTEMS: dict[str, Callable[[Any], Labels]] = {
    "gaining-ground": ours,
    "gaining-ground, identifiers only": hard_only,
    "identifiers without hubs": no_hubs,
    "networkx for the components": by_networkx,
    "Splink": splink,
}
OURS = next(iter(SYSTEMS))


def table(found: dict[tuple[int, str], Measured]) -> str:
    from pipelines.evaluation.clusters import agreement

    lines = [
        "# Advertisers",
        "",
        f"Medians of interleaved rounds ({ROUNDS}), each in a process of its own and warmed up; {measured.machine()}.",
        f"Simulated markets of seed 2, hard; {MISSED:.0%} of the identifiers are left out for all. The figures show",
        "that the machinery works; they are not accuracy in the field.",
        "",
        "| ads | system | CPU s | peak MB | pair precision | recall | B-cubed precision | B-cubed recall | largest |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    agree = {}
    for (size, name), run in found.items():
        true = measured.truth(measured.market(size, "hard"), "ads").sort("row")["operator_id"]
        both = agree[size, name] = agreement(pl.DataFrame({"found": run.result, "true": true}))
        lines.append(
            f"| {size:,} | {name} | {run.cpu:.2f} | {run.megabytes:,.0f} | {both.pair_precision:.4f}"
            f" | {both.pair_recall:.4f} | {both.b3_precision:.4f} | {both.b3_recall:.4f}"
            f" | {np.unique(run.result, return_counts=True)[1].max():,} |"
        )
    return "\n".join([*lines, "", "## Goals", "", *goals(found, agree), ""])


def goals(found: dict[tuple[int, str], Measured], agree: dict[tuple[int, str], Any]) -> list[str]:
    size = max(size for size, _ in found)
    both, run = agree[size, OURS], found[size, OURS]
    rows = [
        ("pair precision", ".99", f"{both.pair_precision:.4f}", both.pair_precision >= 0.99),
        ("pair recall", ".87", f"{both.pair_recall:.4f}", both.pair_recall >= 0.87),
    ]
    if (size, "Splink") in found:
        share = run.cpu / found[size, "Splink"].cpu
        rows.append(("share of Splink's CPU", "1/4, aim 1/10", f"1/{1 / share:.0f}", share <= 0.25))
    else:
        rows.append(("share of Splink's CPU", "1/4, aim 1/10", "not measured at this size", False))
    lines = [f"| goal, {size:,} ads | wanted | measured | |", "|---|---|---|---|"]
    return lines + [f"| {a} | {b} | {c} | {'reached' if holds else 'MISSED'} |" for a, b, c, holds in rows]


def main(arguments: list[str]) -> int:
    """Measure everything and write the table; or, for ourselves, one system."""
    if arguments[:1] == ["system"]:
        _, name, path, out = arguments
        SYSTEMS[name](evidence(measured.market(2_000, "hard")))
        shown = evidence(Path(path))
        measured.leave(measured.here(lambda: SYSTEMS[name](shown)), out)
        return 0
    there = [name for name in SYSTEMS if name[0].islower() or importlib.util.find_spec("splink")]
    there = [name for name in there if "networkx" not in name or importlib.util.find_spec("networkx")]
    taken: dict[tuple[int, str], list[Measured]] = {
        (size, name): [] for size in SIZES for name in there if name != "Splink" or size <= SPLINK_UP_TO
    }
    for _ in range(ROUNDS):
        for (size, name), rounds in taken.items():
            path = measured.market(size, "hard")
            rounds.append(measured.apart("benchmarks.advertisers", "system", name, str(path)))
    text = table({case: measured.medians(rounds) for case, rounds in taken.items()})
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
