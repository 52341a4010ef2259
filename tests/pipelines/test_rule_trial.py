"""A draft rule is tried on what is here: its share, its overlap, whom it hits in truth; and it can harm nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets.lexicon import FLAGS
from assets.rule import RuleError, rules
from pipelines.cli.main import app
from pipelines.evaluation.case import fill
from pipelines.rule_trial import Share, try_rule
from sandbox.dataset import write_dataset
from sandbox.population import Parameters

MODEL = (FLAGS / "trafficking" / "venue.sql").read_text(encoding="utf-8")
HEADER, QUERY = MODEL[: MODEL.rindex("-- ---\n") + 7], MODEL[MODEL.rindex("-- ---\n") + 7 :]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home filled from a file of the sandbox, and that file."""
    folder = tmp_path_factory.mktemp("trial")
    file = folder / "ads.parquet"
    write_dataset(file, 900, 1, 30, Parameters(0.05, 0.30, 0.0005, "hard", (("drugs", 0.25),)))
    fill(folder / "home", file).close()
    return folder / "home", file


def draft(folder: Path, query: str, header: str = HEADER) -> Path:
    path = folder / "my_draft.sql"
    path.write_text(header + query, encoding="utf-8")
    return path


def test_a_draft_that_is_a_rule_overlaps_with_it_fully(market: tuple[Path, Path], tmp_path: Path) -> None:
    trial = try_rule(market[0], draft(tmp_path, QUERY))
    assert trial.rule.rule_id == "draft/my_draft"
    first = trial.overlaps[0]
    assert (first.rule_id, first.jaccard, first.both) == ("trafficking/venue", 1.0, trial.advertisers.hit)
    assert 0 < trial.ads.hit < trial.ads.of


def test_a_rule_that_is_there_is_not_compared_with_itself(market: tuple[Path, Path]) -> None:
    trial = try_rule(market[0], FLAGS / "trafficking" / "venue.sql")
    assert trial.rule.rule_id == "trafficking/venue"
    assert "trafficking/venue" not in {other.rule_id for other in trial.overlaps}


def test_shares_by_city_add_up_and_have_intervals(market: tuple[Path, Path], tmp_path: Path) -> None:
    trial = try_rule(market[0], draft(tmp_path, QUERY))
    for shares in (trial.by_city, trial.by_language):
        assert sum(share.hit for share in shares) == trial.ads.hit
        assert sum(share.of for share in shares) == trial.ads.of
        assert all(share.interval[0] <= share.hit / share.of <= share.interval[1] for share in shares)
    assert Share("none", 0, 0).interval == (0.0, 1.0)


def test_the_truth_of_the_sandbox_says_whom_it_hits(market: tuple[Path, Path]) -> None:
    home, file = market
    trial = try_rule(home, FLAGS / "opioids" / "substance_priced.sql", file)
    assert sum(share.hit for share in trial.by_class) == trial.advertisers.hit
    assert sum(share.of for share in trial.by_class) == trial.advertisers.of
    hit = {share.name: share.hit for share in trial.by_class if share.hit}
    assert hit.get("drugs", 0) >= 0.8 * trial.advertisers.hit > 0


def test_a_rule_on_advertisers_is_tried_too(market: tuple[Path, Path]) -> None:
    trial = try_rule(market[0], FLAGS / "trafficking" / "cross_site.sql")
    assert trial.advertisers.hit > 0


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT ad_id AS subject_id FROM stg_ads", "does not run"),
        (QUERY.replace("1.0 AS strength", "2.0 AS strength"), "strength is not between 0 and 1"),
        (QUERY.replace("    ad_id,\n", "    'nobody' AS ad_id,\n"), "ad_id is no ad"),
        (QUERY.replace("FROM stg_terms", "FROM flag_hits"), "reads flag_hits"),
        (QUERY.replace("FROM stg_terms", "FROM stg_nothing"), "does not run"),
        (QUERY.replace("1.0 AS strength", "round(1.0) AS strength"), "portable subset"),
        ("DROP TABLE stg_ads", "exactly one SELECT"),
        (QUERY + "; DROP TABLE stg_ads", "exactly one SELECT"),
    ],
)
def test_a_mistake_in_a_draft_is_named(market: tuple[Path, Path], tmp_path: Path, query: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        try_rule(market[0], draft(tmp_path, query))


def test_a_draft_opens_no_file(market: tuple[Path, Path], tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("subject_id\nsecret\n")
    reading = f"SELECT subject_id, 1.0 AS strength, subject_id AS ad_id, 0 AS span_start, 1 AS span_end, NULL AS day FROM read_csv('{secret}')"
    with pytest.raises(ValueError, match=r"does not run|reads"):
        try_rule(market[0], draft(tmp_path, reading))


def test_a_file_that_is_no_rule_is_named(market: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such file"):
        try_rule(market[0], tmp_path / "nowhere.sql")
    with pytest.raises(RuleError, match=r"my_draft\.sql: header"):
        try_rule(market[0], draft(tmp_path, QUERY, header=""))
    with pytest.raises(RuleError, match=r"my_draft\.sql: family: vibes"):
        try_rule(market[0], draft(tmp_path, QUERY, HEADER.replace("family: organisation", "family: vibes")))


def test_where_nothing_was_refined_or_no_truth_lies_is_said(market: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="refresh first"):
        try_rule(tmp_path, draft(tmp_path, QUERY))
    with pytest.raises(ValueError, match="sandbox write"):
        try_rule(market[0], draft(tmp_path, QUERY), tmp_path / "none.parquet")
    write_dataset(tmp_path / "other.parquet", 20, 9, 30, Parameters())
    with pytest.raises(ValueError, match="import it"):
        try_rule(market[0], draft(tmp_path, QUERY), tmp_path / "other.parquet")


def test_the_commands_show_it(market: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, file = market
    monkeypatch.setenv("GAINING_GROUND_HOME", str(home))
    monkeypatch.setenv("DAGSTER_HOME", str(home / "dagster"))
    run = CliRunner().invoke
    shown = run(app, ["rule", "try", str(draft(tmp_path, QUERY)), "--truth", str(file)])
    assert shown.exit_code == 0, shown.output
    for words in ("ads by language", "ads by stated group", "overlap with other rules", "of those hit", "simulated"):
        assert words in shown.output
    document = json.loads(run(app, ["rule", "try", str(draft(tmp_path, QUERY)), "--json"]).stdout)
    assert document["ads"]["hit"] == sum(group["hit"] for group in document["by_language"])
    listed = run(app, ["rule", "list"]).output
    assert all(rule.rule_id in listed for rule in rules())
    assert "ethnicity_stated: An ethnicity or a nationality is stated  (for audits only)" in listed
    of_labour = json.loads(run(app, ["rule", "list", "--pack", "labour", "--json"]).stdout)["rules"]
    assert {rule["pack"] for rule in of_labour} == {"labour"}
    assert run(app, ["rule", "list", "--pack", "gotham"]).exit_code == 2
