"""Brings a bot's knowledge in line with a folder: new and changed pages in, removed pages out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import UUID

from scraping_agent.calibration import EvidenceStore, calibrate, off_topic_questions
from scraping_agent.chunker import read_page
from scraping_agent.embeddings import Embedder
from scraping_agent.failure import Failure
from scraping_agent.folder import PageFile, page_files
from scraping_agent.language import LANGUAGES
from scraping_agent.store import NewPage, StoredPage

Report = Callable[[str], None]
"""Takes one line of progress."""


class KnowledgeStore(EvidenceStore, Protocol):
    """What ingest needs of the database."""

    def source(self, location: str) -> UUID: ...

    def pages(self, source: UUID) -> dict[str, StoredPage]: ...

    def replace_page(self, source: UUID, page: NewPage) -> None: ...

    def remove_pages(self, ids: Sequence[UUID]) -> None: ...

    def refresh_statistics(self) -> None: ...

    def has_passages(self) -> bool: ...

    def calibrated(self, model: str) -> Mapping[str, int]: ...


@dataclass(frozen=True)
class Request:
    folder: Path
    source: str
    """Name of the source: pages of one source that are gone from the folder are removed."""
    base_url: str
    """Put before a page's path to make its address."""


@dataclass
class Summary:
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    chunks: int = 0
    calibrated: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        pages = (
            f"{self.written} pages written ({self.chunks} passages), {self.unchanged} unchanged, {self.removed} removed"
        )
        return f"{pages}; calibrated: {', '.join(self.calibrated) or 'not needed'}"


def ingest(request: Request, store: KnowledgeStore, embedder: Embedder, report: Report) -> Summary:
    """Reads every page before it writes any, so that an unreadable one changes nothing."""
    files = list(page_files(request.folder))
    if not files:
        raise Failure(f"{request.folder} holds no Markdown pages (*.md): give the folder that does")
    summary = Summary()
    source = store.source(request.source)
    _write_pages(_Write(request, source, files), store, embedder, report, summary)
    if summary.written or summary.removed:
        report("counting words")
        store.refresh_statistics()
    _calibrate(store, embedder, report, summary)
    return summary


@dataclass(frozen=True)
class _Write:
    request: Request
    source: UUID
    files: list[PageFile]


def _write_pages(write: _Write, store: KnowledgeStore, embedder: Embedder, report: Report, summary: Summary) -> None:
    stored = store.pages(write.source)
    for number, file in enumerate(write.files, start=1):
        url = write.request.base_url + file.path
        known = stored.pop(url, None)
        if known and known.digest == file.digest and known.model in (None, embedder.model):
            summary.unchanged += 1
            continue
        report(f"page {number} of {len(write.files)}: {file.path}")
        page = _embedded(file, url, embedder)
        store.replace_page(write.source, page)
        summary.written += 1
        summary.chunks += len(page.chunks)
    if stored:
        store.remove_pages([page.id for page in stored.values()])
        summary.removed = len(stored)


def _embedded(file: PageFile, url: str, embedder: Embedder) -> NewPage:
    page = read_page(file.markdown, file.fallback_title)
    # A passage alone often leaves out what it is about; its headings say it.
    vectors = embedder.passages([f"{chunk.heading}\n{chunk.text}" for chunk in page.chunks])
    return NewPage(
        url=url,
        title=page.title,
        language=file.language,
        digest=file.digest,
        chunks=list(zip(page.chunks, vectors, strict=True)),
        model=embedder.model,
    )


def _calibrate(store: KnowledgeStore, embedder: Embedder, report: Report, summary: Summary) -> None:
    """Only when something has changed, or when an earlier run was cut off before it came to this."""
    if not store.has_passages():
        return
    known = store.calibrated(embedder.model)
    for language in LANGUAGES:
        questions = len(off_topic_questions(language))
        if summary.written or summary.removed or known.get(language) != questions:
            report(f"calibrating {language} with {questions} questions off the topic")
            calibrate(store, embedder, language)
            summary.calibrated.append(language)
