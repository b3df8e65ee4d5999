"""The stem of a word by its language: `paintings` and `painted` share one. Languages without a stemmer have none."""

from __future__ import annotations

import threading
from functools import lru_cache

import snowballstemmer

from runtime.folding import fold
from runtime.languages import primary_language

_ALGORITHMS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech", "da": "danish", "nl": "dutch",
    "en": "english", "eo": "esperanto", "et": "estonian", "fi": "finnish", "fr": "french", "de": "german",
    "el": "greek", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian",
    "lt": "lithuanian", "ne": "nepali", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_LONGEST_WORD = 60  # letters; longer ones are addresses and the like
_LOCK = threading.Lock()  # a stemmer keeps the word that it works on


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str | None:
    """Return the folded stem of a word in lower case, None where its language has no stemmer."""
    algorithm = _ALGORITHMS.get(primary_language(language))
    if algorithm is None or len(word) > _LONGEST_WORD:
        return None
    with _LOCK:
        return fold(_stemmer(algorithm).stemWord(word))


@lru_cache
def _stemmer(algorithm: str) -> snowballstemmer.BaseStemmer:
    return snowballstemmer.stemmer(algorithm)
