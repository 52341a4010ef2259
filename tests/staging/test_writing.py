"""Language with its confidence, and the tricks of script as features of their own."""

from __future__ import annotations

import polars as pl
import pytest

from assets.staging.languages import LANGUAGES, languages
from assets.staging.writing import writing


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Good company for a quiet evening, call me any time tonight", "en"),
        ("Hola caballeros, soy nueva en la ciudad y estoy disponible hoy", "es"),
        ("Bonsoir messieurs, je suis disponible ce soir près du centre", "fr"),
        ("Olá, estou disponível hoje à noite para uma boa conversa", "pt"),
        ("Сегодня вечером я свободна и жду вашего звонка", "ru"),
        ("CALL ME TONIGHT FOR A RELAXING HOUR NEAR THE AIRPORT", "en"),
        ("Buena compañía y trato amable. call 404-555-0123, 24/7, incall", "es"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    ((found, confidence),) = languages(pl.Series([text])).iter_rows()
    assert found == language
    assert 0.3 < confidence <= 1


@pytest.mark.parametrize("text", [None, "", "404-555-0123", "22 🌹", "$160"])
def test_what_has_no_words_has_no_language(text: str | None) -> None:
    assert languages(pl.Series([text], dtype=pl.String)).rows() == [(None, None)]


def test_the_walk_over_columns_gives_what_the_package_gives() -> None:
    """Our reading of the model's tables against py3langid's own, text by text."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(LANGUAGES)
    texts = [
        "good company tonight",
        "buena compañía esta noche",
        "une soirée calme",
        "ein ruhiger abend",
        "xyzzy plugh",
    ]
    for text, (language, confidence) in zip(texts, languages(pl.Series(texts)).iter_rows(), strict=True):
        expected, sure = model.classify(text)
        assert language == expected
        assert confidence == pytest.approx(sure, abs=0.01)


@pytest.mark.parametrize(
    ("text", "trick", "count"),
    [
        ("４０４ ①", "compatibility", 4),
        ("4️⃣0️⃣", "compatibility", 2),
        ("рrivаtе company", "confusable", 3),
        ("4\u200b0\u200d4", "invisible", 2),
        ("\u202eabc\u202c", "bidi", 2),
        ("z\u0335\u0336\u0337a", "stacked", 2),
    ],
)
def test_a_trick_is_counted_as_its_own_kind(text: str, trick: str, count: int) -> None:
    ((found),) = writing(pl.Series([text])).to_dicts()
    assert found[trick] == count
    assert sum(found[name] for name in ("compatibility", "confusable", "invisible", "bidi", "stacked")) == count


@pytest.mark.parametrize(
    "text", ["мама мыла раму на кухне", "mañana, café, naïve", "👩\u200d❤️\u200d👩 ❤️", "“quotes” – dash…"]
)
def test_other_scripts_accents_and_emoji_are_no_tricks(text: str) -> None:
    ((found),) = writing(pl.Series([text])).to_dicts()
    assert [found[name] for name in ("compatibility", "confusable", "invisible", "bidi", "stacked")] == [0] * 5
