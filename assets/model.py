"""A table's query and promise, read from `<stage>/<table>.sql` (or `.py`) and `<stage>/<table>.yml`.

Pure: knows no Dagster and no database. sqlglot reads from a query which tables it depends on; nobody lists them.

A `.sql` file is one SELECT. A `.py` file gives `build(<upstream table>: polars frame, ...) -> frame` with
`READS = {upstream: [columns]}`; or `select() -> str` where the SELECT is put together from other files; or
`renew(query, folder, mark) -> Changes` with READS, for a table that keeps a state and replaces only what changed. Where
a row of the one table that `build` reads needs no other row, `ROWS_AT_ONCE` bounds how many it is given at a time.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlglot
from sqlglot import exp

from assets.changes import Renew
from assets.promise import Promise, read_promise

ROOT = Path(__file__).parent
#: The stages that hold models, in the order in which data moves. `raw` holds promises only: crawls and imports fill it.
STAGES = ("staging", "entities", "flags", "marts")
RAW_TABLES = ("raw_pages", "raw_listings", "raw_ads")
#: Relations that the warehouse gives to every query: what the run knows that is not data.
GIVEN = (
    *("run_days", "run_partitions", "run_markets", "run_set_aside", "run_rules", "run_packs", "run_events"),
    *("run_build", "run_checks", "run_columns", "run_corrections", "run_crawls", "run_rule_versions"),
    *("run_labels", "run_draws", "run_leads_before", "run_watch_list", "run_listed_links", "run_in_clear"),
    "run_event_protocols",
)


class ModelError(ValueError):
    """A model that cannot be read; the message names file and remedy."""


@dataclass(frozen=True)
class Model:
    """One table: where it stands, what it promises, how it is made and what it is made from."""

    stage: str
    promise: Promise
    path: Path
    sql: str | None = None
    build: Callable[..., object] | None = None
    renew: Renew | None = None
    reads: dict[str, list[str]] = field(default_factory=dict)
    rows_at_once: int | None = None
    code: str = ""

    @property
    def name(self) -> str:
        """The table's name, which is also its file's and its asset key."""
        return self.promise.table

    @cached_property
    def upstream(self) -> tuple[str, ...]:
        """Names of the tables it reads, sorted; the relations in GIVEN are not tables."""
        found = set(self.reads) if self.sql is None else tables_of(self.sql, self.path.name)
        return tuple(sorted(found - set(GIVEN) - {self.name}))

    @cached_property
    def sha256(self) -> str:
        """Hash of query and promise: a table whose model's hash changed is built anew."""
        # What is only published or checked otherwise is made as before.
        unmade: Any = {"columns": {"__all__": {"identity"}}, "balances": True}
        text = "\n".join((self.sql or self.code, self.promise.model_dump_json(exclude=unmade)))
        return hashlib.sha256(text.encode()).hexdigest()


@cache
def tables_of(sql: str, where: str) -> frozenset[str]:
    """Names of the tables that a query reads, without its own CTEs; raises ModelError if it is not one SELECT."""
    try:
        statements = sqlglot.parse(sql, dialect="duckdb")
    except sqlglot.errors.ParseError as error:
        raise ModelError(f"{where}: not valid SQL ({str(error).splitlines()[0]}); mend the query") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise ModelError(f"{where}: holds {len(statements)} statements; write exactly one SELECT")
    query = statements[0]
    ctes = {cte.alias_or_name for cte in query.find_all(exp.CTE)}
    return frozenset(table.name for table in query.find_all(exp.Table)) - ctes


def models(root: Path = ROOT) -> list[Model]:
    """Every model under the stage folders, each after those it reads."""
    found = read_models(root, STAGES)
    known = set(found) | set(RAW_TABLES)
    for model in found.values():
        missing = sorted(set(model.upstream) - known)
        if missing:
            raise ModelError(f"{model.path.name}: reads {', '.join(missing)}, which no file makes; check the name")
    graph = {name: [up for up in model.upstream if up in found] for name, model in sorted(found.items())}
    return [found[name] for name in TopologicalSorter(graph).static_order()]


def read_models(root: Path, stages: tuple[str, ...]) -> dict[str, Model]:
    """The models in these folders by name, in the order of folder and file."""
    return {path.stem: _read(stage, path) for stage in stages for path in sorted((root / stage).glob("*.yml"))}


def raw_promises(root: Path = ROOT) -> dict[str, Promise]:
    """The promises of the raw tables, by name."""
    return {name: read_promise(root / "raw" / f"{name}.yml") for name in RAW_TABLES}


def _read(stage: str, promise_path: Path) -> Model:
    promise = read_promise(promise_path)
    query, module = promise_path.with_suffix(".sql"), promise_path.with_suffix(".py")
    if query.exists():
        return Model(stage, promise, query, sql=query.read_text(encoding="utf-8"))
    if not module.exists():
        raise ModelError(f"{promise_path.name}: no {query.name} and no {module.name} beside it; add the query")
    return _read_module(stage, promise, module)


def _read_module(stage: str, promise: Promise, path: Path) -> Model:
    module = importlib.import_module(f"assets.{stage}.{path.stem}")
    if hasattr(module, "select"):
        return Model(stage, promise, path, sql=module.select())
    build, reads = getattr(module, "build", None), getattr(module, "READS", None)
    if promise.refresh == "changed":
        if not hasattr(module, "renew") or reads is None:
            raise ModelError(f"{path.name}: refresh: changed needs READS and renew()")
        return Model(stage, promise, path, renew=module.renew, reads=reads, code=_code_of(module))
    if build is None or reads is None:
        raise ModelError(f"{path.name}: needs READS and build(), or select()")
    if list(inspect.signature(build).parameters) != list(reads):
        raise ModelError(f"{path.name}: the parameters of build() must be the tables of READS, in that order")
    rows_at_once = getattr(module, "ROWS_AT_ONCE", None)
    if rows_at_once is not None and len(reads) != 1:
        raise ModelError(f"{path.name}: ROWS_AT_ONCE is for a module that reads one table; it reads {len(reads)}")
    return Model(stage, promise, path, build=build, reads=reads, rows_at_once=rows_at_once, code=_code_of(module))


def _code_of(module: ModuleType) -> str:
    """The source of a module and of all of ours that it uses, so that a kernel's change counts as its own.

    A module whose result depends on other files says so with `inputs() -> str`, which counts too.
    """
    seen: dict[str, ModuleType] = {}
    waiting = [module]
    while waiting:
        found = waiting.pop()
        if found.__name__ in seen:
            continue
        seen[found.__name__] = found
        used = (value if isinstance(value, ModuleType) else inspect.getmodule(value) for value in vars(found).values())
        waiting += [other for other in used if other and other.__name__.startswith("assets.")]
    sources = [inspect.getsource(seen[name]) for name in sorted(seen)]
    return "\n".join([*sources, module.inputs() if hasattr(module, "inputs") else ""])
