"""The language of a page."""

from pathlib import PurePath

import pytest

from scraping_agent.language import page_language

FRENCH = "Le serveur est dans la grappe et ne dort pas."


@pytest.mark.parametrize(
    ("path", "text", "language"),
    [
        ("fr/page.md", "The server is in the cluster.", "fr"),
        ("guide/en/page.md", FRENCH, "en"),
        ("page.md", FRENCH, "fr"),
        ("page.md", "The server is in the cluster.", "en"),
        ("page.md", "42", "en"),
    ],
)
def test_a_folder_decides_before_the_words_do(path: str, text: str, language: str) -> None:
    assert page_language(PurePath(path), text) == language
