"""Finds the Markdown pages of a folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from scraping_agent.failure import Failure
from scraping_agent.language import page_language

MAX_PAGE_BYTES = 2_000_000
"""Larger files are refused: they are no pages, and everything that is read is bounded."""


@dataclass(frozen=True)
class PageFile:
    path: str
    """Path inside the folder, with forward slashes."""
    language: str
    digest: str
    """SHA-256 (hex) of the file."""
    markdown: str

    @property
    def fallback_title(self) -> str:
        stem = Path(self.path).stem
        return stem.replace("-", " ").replace("_", " ").capitalize()


def page_files(folder: Path) -> Iterator[PageFile]:
    """Every `*.md` file under the folder, by path; hidden files and folders are passed over."""
    if not folder.is_dir():
        raise Failure(f"{folder} is not a folder: give the folder that holds the Markdown pages")
    for file in sorted(folder.rglob("*.md")):
        relative = file.relative_to(folder)
        if file.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield _read(file, relative)


def _read(file: Path, relative: Path) -> PageFile:
    if file.stat().st_size > MAX_PAGE_BYTES:
        raise Failure(f"{relative} is larger than {MAX_PAGE_BYTES} bytes: split it into pages")
    content = file.read_bytes()
    try:
        markdown = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\0", "")
    except UnicodeDecodeError as error:
        raise Failure(f"{relative} is not UTF-8 at byte {error.start}: save it as UTF-8") from error
    return PageFile(relative.as_posix(), page_language(relative, markdown), sha256(content).hexdigest(), markdown)
