"""The language of each text of a column, by the model of py3langid (Lui and Baldwin 2012, as Barbaresi keeps it).

The model is a naive Bayes over byte n-grams that a finite automaton finds. The package walks the automaton text by
text; here all texts of a batch take each step together, which gives the same scores at a fraction of the cost.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from scipy import sparse

from assets.staging.folding import BATCH_TEXTS

SCHEMA = {"language": pl.String, "confidence": pl.Float64}
#: Languages of the markets we know of and their visitors; a language that is not here reads as the nearest that is.
LANGUAGES = ("ar", "de", "en", "es", "fr", "ht", "it", "ja", "ko", "pt", "ru", "tl", "vi", "zh")
#: Bytes of a text that are looked at. More changes nothing, and this bounds the cost of a long one.
MAX_BYTES = 160
#: Fewer letters than this have no language.
MIN_LETTERS = 6
#: What only disturbs: digits and signs are no words of a language.
_NO_WORDS = r"[^\pL\pM']+"


class Automaton(NamedTuple):
    """The model's tables: the next state of a row and byte, where a state's row begins, the feature that a state ends
    (-1 for none), the weight of each feature for each language, and of each language alone.
    """

    following: np.ndarray[Any, np.dtype[np.int32]]
    rows: np.ndarray[Any, np.dtype[np.int32]]
    features: np.ndarray[Any, np.dtype[np.int32]]
    weights: np.ndarray[Any, np.dtype[np.float32]]
    prior: np.ndarray[Any, np.dtype[np.float32]]


@cache
def _automaton() -> Automaton:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(LANGUAGES)
    order = [model.nb_classes.index(language) for language in LANGUAGES]
    return Automaton(
        np.asarray(model.tk_nextmove, dtype=np.int32),
        np.asarray(model.tk_row, dtype=np.int32) << 8,
        np.asarray(model.tk_output, dtype=np.int32),
        np.ascontiguousarray(model.nb_ptc[:, order], dtype=np.float32),
        np.asarray(model.nb_pc[order], dtype=np.float32),
    )


def languages(texts: pl.Series) -> pl.DataFrame:
    """Language (ISO 639-1) and confidence (0 to 1) of each text of a column, in its order.

    Both are null for a text that is null or has hardly a letter. Confidence is the model's share among LANGUAGES with
    a temperature of the root of the bytes, as py3langid has it: an order, not a probability. No text raises.
    """
    batches = [texts[at : at + BATCH_TEXTS] for at in range(0, len(texts), BATCH_TEXTS)]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *(_of_batch(batch) for batch in batches)])


def _of_batch(texts: pl.Series) -> pl.DataFrame:
    words = texts.fill_null("").str.slice(0, 2 * MAX_BYTES).str.to_lowercase()
    words = words.str.replace_all(_NO_WORDS, " ").str.strip_chars()
    has_words = (words.str.len_chars() >= MIN_LETTERS).to_numpy()
    scores, sizes = _scores(words)
    scores /= np.sqrt(np.maximum(sizes, 1))[:, None]
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    best = shares.argmax(axis=1)
    told = pl.Series(LANGUAGES, dtype=pl.String).gather(best)
    confidence = pl.Series(shares[np.arange(len(best)), best], dtype=pl.Float64).round(4)
    frame = pl.DataFrame({"language": told, "confidence": confidence, "has_words": has_words})
    return frame.select(pl.when("has_words").then(name).alias(name) for name in SCHEMA)


def _scores(words: pl.Series) -> tuple[Any, Any]:
    """The model's log-posterior of each text (texts x LANGUAGES), and the bytes of each that were looked at."""
    model = _automaton()
    encoded = [text.encode()[:MAX_BYTES] for text in words]
    sizes = np.asarray([len(text) for text in encoded], dtype=np.int64)
    # The longest first, so that those still going on are always the first few.
    order = np.argsort(-sizes, kind="stable")
    width = int(sizes.max(initial=0))
    table = np.zeros((width, len(encoded)), dtype=np.int32)
    if width:
        padded = b"".join(encoded[at].ljust(width, b"\0") for at in order)
        table = np.ascontiguousarray(np.frombuffer(padded, dtype=np.uint8).reshape(len(encoded), width).T).astype(
            np.int32
        )
    going = np.searchsorted(-sizes[order], -np.arange(width), side="left")
    state = np.zeros(len(encoded), dtype=np.int32)
    texts_of, features_of = [], []
    for step in range(width):
        count = int(going[step])
        moved = model.following.take(model.rows.take(state[:count]) + table[step, :count])
        state[:count] = moved
        feature = model.features.take(moved)
        hit = np.flatnonzero(feature >= 0)
        texts_of.append(hit)
        features_of.append(feature[hit])
    return _weighed(model, order, texts_of, features_of), sizes


def _weighed(model: Automaton, order: Any, texts_of: list[Any], features_of: list[Any]) -> Any:
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *texts_of])
    columns = np.concatenate([np.zeros(0, dtype=np.int32), *features_of])
    shape = (len(order), len(model.weights))
    counts = sparse.csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)
    counts.sum_duplicates()
    counts.data = np.log1p(counts.data)
    scores = np.empty((len(order), len(model.prior)), dtype=np.float64)
    scores[order] = counts @ model.weights + model.prior
    return scores
