"""A second run does only what has changed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from scraping_agent.embeddings import Vector
from scraping_agent.failure import Failure
from scraping_agent.ingest import Request, Summary, ingest
from scraping_agent.store import Evidence, NewPage, StoredPage, Thresholds


class MemoryStore:
    """The database's part, in memory."""

    def __init__(self) -> None:
        self.stored: dict[str, tuple[UUID, NewPage]] = {}
        self.calibrations: dict[str, int] = {}

    def source(self, location: str) -> UUID:
        return UUID(int=len(location))

    def pages(self, source: UUID) -> dict[str, StoredPage]:
        return {url: StoredPage(id, page.digest, page.model) for url, (id, page) in self.stored.items()}

    def replace_page(self, source: UUID, page: NewPage) -> None:
        self.stored[page.url] = (uuid4(), page)

    def remove_pages(self, ids: Sequence[UUID]) -> None:
        self.stored = {url: row for url, row in self.stored.items() if row[0] not in ids}

    def refresh_statistics(self) -> None:
        pass

    def has_passages(self) -> bool:
        return any(page.chunks for _, page in self.stored.values())

    def calibrated(self, model: str) -> Mapping[str, int]:
        return self.calibrations

    def evidence(self, language: str, model: str, question: str, vector: Vector) -> Evidence:
        return Evidence(0.8, 0.1)

    def calibrate(self, language: str, model: str, thresholds: Thresholds) -> None:
        self.calibrations[language] = thresholds.questions


class LengthEmbedder:
    """Vectors that cost nothing; counts the passages it was given."""

    def __init__(self, model: str = "e5") -> None:
        self.model = model
        self.texts: list[str] = []

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        self.texts += texts
        return [[float(len(text))] for text in texts]

    def queries(self, texts: Sequence[str]) -> list[Vector]:
        return [[float(len(text))] for text in texts]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fr").mkdir()
    (tmp_path / "kiwi.md").write_text("# Kiwi\n\n## Eggs\n\nTwo eggs.\n")
    (tmp_path / "fr" / "kiwi.md").write_text("# Kiwi\n\nDeux œufs.\n")
    return tmp_path


def run(folder: Path, store: MemoryStore, embedder: LengthEmbedder | None = None) -> Summary:
    return ingest(Request(folder, "docs", "docs/"), store, embedder or LengthEmbedder(), lambda _: None)


def test_pages_are_embedded_with_their_headings_and_calibrated(folder: Path) -> None:
    store, embedder = MemoryStore(), LengthEmbedder()
    summary = run(folder, store, embedder)
    assert {url: page.language for url, (_, page) in store.stored.items()} == {
        "docs/fr/kiwi.md": "fr",
        "docs/kiwi.md": "en",
    }
    assert embedder.texts == ["Kiwi\nDeux œufs.", "Kiwi › Eggs\nTwo eggs."]
    assert summary == Summary(written=2, chunks=2, calibrated=["en", "fr"])


def test_unchanged_pages_cost_nothing(folder: Path) -> None:
    store, second = MemoryStore(), LengthEmbedder()
    run(folder, store)
    assert run(folder, store, second) == Summary(unchanged=2)
    assert second.texts == []


def test_changed_and_removed_pages_are_followed(folder: Path) -> None:
    store = MemoryStore()
    run(folder, store)
    (folder / "kiwi.md").write_text("# Kiwi\n\nThree eggs.\n")
    (folder / "fr" / "kiwi.md").unlink()
    assert run(folder, store) == Summary(written=1, removed=1, chunks=1, calibrated=["en", "fr"])
    assert list(store.stored) == ["docs/kiwi.md"]


def test_another_model_embeds_everything_again(folder: Path) -> None:
    store = MemoryStore()
    run(folder, store)
    assert run(folder, store, LengthEmbedder("e6")).written == 2


def test_a_run_that_was_cut_off_before_it_calibrated_does_so_the_next_time(folder: Path) -> None:
    store = MemoryStore()
    run(folder, store)
    del store.calibrations["fr"]
    assert run(folder, store).calibrated == ["fr"]


def test_a_folder_without_pages_is_an_error_and_removes_nothing(folder: Path, tmp_path: Path) -> None:
    store = MemoryStore()
    run(folder, store)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(Failure, match="no Markdown pages"):
        run(empty, store)
    assert len(store.stored) == 2
