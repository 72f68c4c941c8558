"""Cuts text into sentences without losing a character other than the white space between them."""

import re

_ABBREVIATIONS = frozenset(
    [
        "e.g.",
        "i.e.",
        "etc.",
        "cf.",
        "vs.",
        "approx.",
        "resp.",
        "fig.",
        "no.",
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "st.",
        "p.",
        "pp.",
        "ex.",
        "env.",
        "art.",
        "m.",
        "mme.",
        "av.",
    ]
)
_BOUNDARY = re.compile(r"(?<=[.!?…])[\"'”’)\]»]*\s+(?=\S)")


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, in order; a line break always ends one."""
    return [sentence for line in text.splitlines() for sentence in _line_sentences(line)]


def _line_sentences(line: str) -> list[str]:
    found: list[str] = []
    start = 0
    for boundary in _BOUNDARY.finditer(line):
        end = boundary.start() + len(boundary.group().rstrip())
        if _ends_with_abbreviation(line[start:end]):
            continue
        found.append(line[start:end].strip())
        start = boundary.end()
    found.append(line[start:].strip())
    return [sentence for sentence in found if sentence]


def _ends_with_abbreviation(sentence: str) -> bool:
    last = sentence.rsplit(None, 1)[-1].lower().lstrip("([«\"'")
    return last in _ABBREVIATIONS
