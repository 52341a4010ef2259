"""A table as a build shows it: the SELECT that puts pseudonyms and gaps in the place of what is not in clear."""

from __future__ import annotations

from assets.promise import Identity, Promise
from assets.publish.identities import HOMES, identities, subject_of
from assets.publish.pseudonyms import pseudonym_sql


def select_shown(promise: Promise, rows: str | None = None) -> str:
    """The SELECT over a table of the warehouse, or `rows` of it; needs the tables `shown_<kind>` of in_clear."""
    kinds = identities(promise)
    subject = subject_of(promise, kinds)
    joins = {name: f"shown_{number}" for number, name in enumerate(kinds) if kinds[name] in HOMES}
    tables = [f"({rows}) AS own" if rows else f"{promise.table} AS own"]
    tables += [
        f'LEFT JOIN shown_{kinds[name]} AS {alias} ON own."{name}" = {alias}.real' for name, alias in joins.items()
    ]
    columns = []
    for name, kind in kinds.items():
        of = _template_of(kinds) if kind == "template_words" else subject
        clear = f"coalesce({joins[of]}.has_words, false)" if of in joins else "false"
        columns.append(f'{_column(name, kind, joins.get(name), clear)} AS "{name}"')
    if "subject" in kinds.values():
        tables += [
            f"LEFT JOIN shown_{kind} AS of_{kind} ON own.subject_kind = '{kind}' AND own.subject_id = of_{kind}.real"
            for kind in _SUBJECTS
        ]
    return f"SELECT {', '.join(columns)} FROM {' '.join(tables)}"


def _template_of(kinds: dict[str, Identity]) -> str | None:
    return next((name for name, kind in kinds.items() if kind == "template"), None)


_SUBJECTS: tuple[Identity, ...] = ("ad", "template", "advertiser")


def _column(name: str, kind: Identity, alias: str | None, clear: str) -> str:
    own = f'own."{name}"'
    if alias is not None:
        return f"coalesce({alias}.shown, {pseudonym_sql(kind, own)})"
    if kind == "subject":
        shown = ", ".join(f"of_{kind}.shown" for kind in _SUBJECTS)
        return f"coalesce({shown}, {pseudonym_sql('page', own)})"
    if kind == "place":
        return f"CASE WHEN {clear} OR {own} IN (SELECT place FROM known_places) THEN {own} END"
    if kind in ("withheld", "template_words"):
        return f"CASE WHEN {clear} THEN {own} END"
    return own
