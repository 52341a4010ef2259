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
    """The model's tables, by where the row of a state begins plus a byte: where the row of the state that follows
    begins, and the feature that this state ends (-1 for none). And where the row of the first state begins, the weight
    of each feature for each language, and of each language alone.
    """

    start: int
    following: np.ndarray[Any, np.dtype[np.int32]]
    features: np.ndarray[Any, np.dtype[np.int32]]
    weights: np.ndarray[Any, np.dtype[np.float32]]
    prior: np.ndarray[Any, np.dtype[np.float32]]


@cache
def _automaton() -> Automaton:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    model.set_languages(LANGUAGES)
    order = [model.nb_classes.index(language) for language in LANGUAGES]
    following = np.asarray(model.tk_nextmove, dtype=np.int32)
    rows, features = np.asarray(model.tk_row, dtype=np.int32) << 8, np.asarray(model.tk_output, dtype=np.int32)
    return Automaton(
        int(rows[0]),
        rows.take(following),
        features.take(following),
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
    row = np.full(len(encoded), model.start, dtype=np.int32)
    features = np.full(table.shape, -1, dtype=np.int32)
    for step in range(width):
        count = int(going[step])
        at = row[:count] + table[step, :count]
        model.features.take(at, out=features[step, :count], mode="clip")
        model.following.take(at, out=row[:count], mode="clip")
    return _weighed(model, order, features), sizes


def _weighed(model: Automaton, order: Any, features: Any) -> Any:
    """The scores of texts whose features stand in the columns of a table, -1 where there is none."""
    wide = len(model.weights)
    hits = np.flatnonzero(features.ravel() >= 0)
    # In the order of text and feature, so that equal ones stand together.
    keys = np.sort((hits % len(order)).astype(np.int32) * wide + features.ravel()[hits])
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.log1p(np.diff(first, append=len(keys)).astype(np.float32))
    bounds = np.searchsorted(keys[first], np.arange(len(order) + 1) * wide)
    weighed = sparse.csr_array((counts, keys[first] % wide, bounds), shape=(len(order), wide)) @ model.weights
    scores = np.empty((len(order), len(model.prior)), dtype=np.float64)
    scores[order] = weighed + model.prior
    return scores
