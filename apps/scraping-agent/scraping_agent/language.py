"""The language of a page: by the folder it lies in, else by its commonest words."""

import re
from pathlib import PurePath

LANGUAGES = ("en", "fr")
"""Languages that have a text-search configuration and calibration questions; the first is the fallback."""

_COMMON_WORDS = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "is",
            "that",
            "it",
            "for",
            "on",
            "with",
            "as",
            "are",
            "this",
            "be",
            "by",
            "from",
            "at",
            "or",
            "not",
            "has",
            "have",
            "its",
            "which",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "de",
            "des",
            "du",
            "et",
            "à",
            "en",
            "est",
            "que",
            "qui",
            "un",
            "une",
            "pour",
            "dans",
            "sur",
            "avec",
            "par",
            "ne",
            "pas",
            "au",
            "aux",
            "ce",
            "cette",
            "il",
        ]
    ),
}
_WORD = re.compile(r"[^\W\d_]+")


def page_language(path: PurePath, text: str) -> str:
    """`path` is relative to the folder that is read: a folder named after a language decides."""
    named = next((part for part in path.parts[:-1] if part in LANGUAGES), None)
    return named or detected_language(text)


def detected_language(text: str) -> str:
    """The language with the most common words; English when none stands out."""
    words = [word.lower() for word in _WORD.findall(text)]
    counts = {language: sum(word in common for word in words) for language, common in _COMMON_WORDS.items()}
    return max(LANGUAGES, key=lambda language: counts[language])
