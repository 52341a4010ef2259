"""A first look at the published database: open it with `make exchange`, then marimo (docs/tutorial.md)."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="A first look")


@app.cell
def _():
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo

    home = Path(os.environ.get("GAINING_GROUND_HOME", "data"))
    file = (home / "published" / "current").resolve() / "investigator.duckdb"
    # Resolved once: a refresh that publishes meanwhile changes the link, and not the build that is looked at.
    database = duckdb.connect(
        str(file), read_only=True, config={"enable_external_access": False, "autoload_known_extensions": False}
    )
    queries = Path(__file__).parent.parent / "queries"
    return alt, database, mo, queries


@app.cell
def _(database, mo):
    notice, simulated = database.sql("SELECT notice, simulated FROM meta_notice").fetchall()[0]
    build, last_day = database.sql("SELECT build_id, last_day FROM meta_runs").fetchall()[0]
    mo.md(f"# A first look\n\n**{simulated or ''} {notice}** Build `{build}`, up to {last_day}.")
    return (notice,)


@app.cell
def _(mo, queries):
    titles = {path.read_text().splitlines()[0].removeprefix("-- "): path.stem for path in sorted(queries.glob("*.sql"))}
    question = mo.ui.dropdown(titles, value=next(iter(titles)), label="Ask")
    question  # noqa: B018 - the last expression of a cell is what it shows
    return (question,)


@app.cell
def _(database, queries, question):
    answer = database.sql((queries / f"{question.value}.sql").read_text()).pl()
    answer  # noqa: B018
    return (answer,)


@app.cell
def _(alt, database):
    days = database.sql("SELECT city, day, ads, low, high FROM mart_city_days ORDER BY city, day").pl()
    usual = alt.Chart().mark_area(opacity=0.2).encode(x="day:T", y="low:Q", y2="high:Q")
    seen = alt.Chart().mark_line().encode(x="day:T", y=alt.Y("ads:Q", title="ads live, over what is usual"))
    timeline = alt.layer(usual, seen, data=days).properties(width=280, height=120).facet("city:N", columns=2)
    timeline  # noqa: B018
    return days, timeline


if __name__ == "__main__":
    app.run()
