"""Which files are pages."""

from pathlib import Path

import pytest

from scraping_agent.failure import Failure
from scraping_agent.folder import page_files


def test_markdown_below_the_folder_is_read_in_order_and_hidden_files_are_not(tmp_path: Path) -> None:
    for path in ("b.md", "a/c.md", ".git/d.md", "notes.txt"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("# Page\n")
    assert [file.path for file in page_files(tmp_path)] == ["a/c.md", "b.md"]


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("one")
    (before,) = page_files(tmp_path)
    page.write_text("two")
    (after,) = page_files(tmp_path)
    assert before.digest != after.digest


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"caf\xe9")
    with pytest.raises(Failure, match=r"a\.md is not UTF-8 at byte 3"):
        list(page_files(tmp_path))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="is not a folder"):
        list(page_files(tmp_path / "absent"))
