"""What volume gives by chance: a family that a hundred texts show once counts nothing, and at every volume as many
advertisers stand out as a single text would make.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from assets.flags import flag_scores
from assets.flags.volume import chances, hit_rates, usual_shares
from assets.rule import rules, rules_frame

#: Two families on ads and one on advertisers.
HIDDEN, PLURAL, SEVERAL = (
    f"trafficking/{name}" for name in ("phone_obscured", "first_person_plural", "multi_identity_template")
)
POINTS = {rule.rule_id: rule.points for rule in rules()}


def market(sizes: list[int], seed: int = 1, kind: str = "other") -> pl.DataFrame:
    """Advertisers with a habit (two in five, shown in 85 % of their texts) or without (in 3 %): texts of of_texts."""
    generator = np.random.default_rng(seed)
    of = np.asarray(sizes)
    share = np.where(generator.random(len(of)) < 0.4, 0.85, 0.03)
    return pl.DataFrame({"kind": kind, "unit": "u", "texts": generator.binomial(of, share), "of_texts": of})


def counted(advertisers: pl.DataFrame) -> pl.DataFrame:
    shown = advertisers.filter(pl.col("texts") > 0)
    known = shown.join(usual_shares(shown, advertisers.select("kind", "of_texts")), on=["kind", "unit"])
    return known.with_columns(counts=chances(known) <= known["usual"] + 1e-9)


def test_at_every_volume_as_many_stand_out() -> None:
    """With 1, 10 and 100 texts, and with a few, where only whole texts can be counted."""
    sizes = [size for size in (1, 2, 3, 5, 10, 30, 100) for _ in range(2_000)]
    found = counted(market(sizes))
    rates = {
        n: found.filter(pl.col("counts") & (pl.col("of_texts") == n)).height / 2_000 for n in (1, 2, 3, 5, 10, 30, 100)
    }
    two = rates.pop(2)
    assert all(rate == pytest.approx(0.38, abs=0.04) for rate in rates.values()), rates
    assert two == pytest.approx(0.36, abs=0.08), "one text of two has no middle"


def test_one_text_in_a_hundred_is_chance_and_most_of_them_are_not() -> None:
    found = counted(market([1, 10, 100] * 500))
    of_hundred = found.filter(of_texts=100)
    assert not of_hundred.filter(pl.col("texts") <= 10)["counts"].any()
    assert of_hundred.filter(pl.col("texts") >= 85)["counts"].all()


def test_the_chance_is_the_middle_of_a_beta_binomial_tail() -> None:
    from scipy.stats import betabinom

    shares = pl.DataFrame({"texts": [1, 4, 60], "of_texts": [1, 10, 200], "usual": [0.3] * 3, "spread": [0.5] * 3})
    known = [(k, betabinom(n, 0.3, 0.7)) for k, n in ((1, 1), (4, 10), (60, 200))]
    wanted = [chance.sf(k) + chance.pmf(k) / 2 for k, chance in known]
    assert chances(shares).to_list() == pytest.approx(wanted)


def test_a_kind_is_compared_with_itself_unless_it_is_small() -> None:
    agencies = market([10] * 100, kind="agency").with_columns(texts=pl.lit(10))
    few = market([10] * 5, kind="massage").with_columns(texts=pl.lit(10))
    others = market([10] * 400)
    everyone = pl.concat([agencies.cast({"texts": pl.Int64}), few.cast({"texts": pl.Int64}), others])
    shown = everyone.filter(pl.col("texts") > 0)
    usual = dict(usual_shares(shown, everyone.select("kind", "of_texts")).select("kind", "usual").iter_rows())
    assert usual["agency"] == pytest.approx(1.0)
    assert usual["other"] == pytest.approx(0.36, abs=0.05)
    assert usual["other"] < usual["massage"] < usual["agency"], "five are asked together with all"


def test_a_rule_on_advertisers_is_judged_by_the_others_of_its_volume() -> None:
    everyone = pl.DataFrame({"kind": "other", "of_texts": [2] * 100 + [64] * 100})
    hits = pl.DataFrame({"kind": "other", "unit": "r", "of_texts": [2] + [64] * 51})
    rates = hit_rates(hits, everyone)
    assert rates[0] == 0.0, "nobody else of that volume has one"
    assert rates[1] == pytest.approx(50 / 99)


def scores(shares: list[tuple[str, str, int, int, int]], sizes: dict[str, int], operation: str = "unclear"):
    """flag_scores of (advertiser, rule, texts, family_texts, of_texts); sizes names everybody."""
    names = ["advertiser_id", "rule_id", "texts", "family_texts", "of_texts"]
    frame = pl.DataFrame(shares, schema=names, orient="row").with_columns(ads="texts")
    advertisers = pl.DataFrame({"advertiser_id": list(sizes), "distinct_texts": list(sizes.values())})
    operations = advertisers.select("advertiser_id", operation=pl.lit(operation))
    return flag_scores.build(frame, advertisers, operations, rules_frame())


def test_who_posts_much_does_not_collect_families_by_chance() -> None:
    """Of two with ten texts, one hides its phone in all and the other in one."""
    shares = [("much", HIDDEN, 1, 1, 10), ("always", HIDDEN, 10, 10, 10)]
    found = scores(shares, {"much": 10, "always": 10, **{f"n{n}": 10 for n in range(60)}})
    assert dict(found.select("advertiser_id", "points").iter_rows()) == {"much": 0, "always": 4}


def test_a_family_counts_once_and_a_sign_that_is_common_at_that_volume_not_at_all() -> None:
    phones, output = "trafficking/several_phones", "trafficking/high_output"
    others = {f"n{n}": 10 for n in range(60)}
    found = scores([("a", phones, 1, 0, 10), ("a", output, 10, 0, 10)], {"a": 10, **others})
    assert dict(found.select("rule_id", "points").iter_rows()) == {phones: POINTS[phones], output: 0}
    common = scores([(name, SEVERAL, 1, 0, 10) for name in list(others)[:40]], {"a": 10, **others})
    assert common["points"].sum() == 0
    assert common["usual"].min() == pytest.approx(39 / 60)


def test_beside_a_sign_beyond_words_less_is_asked_of_words() -> None:
    """Four of ten texts hide a phone: of one who has several phones for several names that counts, of another not."""
    phones, cities = "trafficking/several_phones", "trafficking/circuit"
    others = [(f"n{n}", HIDDEN, 9, 9, 10) for n in range(20)]
    everyone = {"words": 10, "phones": 10, "travels": 10, **{f"n{n}": 10 for n in range(60)}}
    half = [(name, HIDDEN, 4, 4, 10) for name in ("words", "phones", "travels")]
    found = scores([*others, *half, ("phones", phones, 10, 0, 10), ("travels", cities, 10, 0, 10)], everyone)
    hidden = dict(found.filter(rule_id=HIDDEN).select("advertiser_id", "points").iter_rows())
    assert hidden["n0"] == hidden["phones"] == POINTS[HIDDEN]
    assert hidden["words"] == hidden["travels"] == 0, "who travels may well work on her own"


def test_beside_a_sign_beyond_words_half_as_much_again_may_be_usual() -> None:
    """A quarter of the market tours in a round of cities: that tells nothing of them, but of who writes for several."""
    cities = "trafficking/circuit"
    everyone = {f"n{n}": 10 for n in range(80)}
    found = scores([*((f"n{n}", cities, 10, 0, 10) for n in range(20)), ("n0", SEVERAL, 10, 0, 10)], everyone)
    assert found.filter(pl.col("points") > 0).select("advertiser_id", "rule_id").sort("rule_id").rows() == [
        ("n0", cities),
        ("n0", SEVERAL),
    ]
