"""Measures how much evidence questions off the topic reach, so that a bot can tell that it does not know.

Cosines of this kind of model all lie in a narrow band whatever the texts are, and every corpus shares some words with
everyday language: no threshold can be fixed in advance. So 200 questions about other things are asked, and what the
99th percentile of them reaches is what a real question has to beat.
"""

from collections.abc import Sequence
from importlib import resources
from math import ceil
from typing import Final, Protocol

from scraping_agent.embeddings import Embedder, Vector
from scraping_agent.store import Evidence, Thresholds

PERCENTILE: Final = 0.99


class EvidenceStore(Protocol):
    """What calibration needs of the database."""

    def evidence(self, language: str, model: str, question: str, vector: Vector) -> Evidence: ...

    def calibrate(self, language: str, model: str, thresholds: Thresholds) -> None: ...


def off_topic_questions(language: str) -> list[str]:
    """The shipped questions of a language."""
    text = resources.files("scraping_agent").joinpath("off_topic", f"{language}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line]


def calibrate(store: EvidenceStore, embedder: Embedder, language: str) -> Thresholds:
    """Asks every question, stores the thresholds, and gives them back."""
    questions = off_topic_questions(language)
    vectors = embedder.queries(questions)
    reached = [
        store.evidence(language, embedder.model, question, vector)
        for question, vector in zip(questions, vectors, strict=True)
    ]
    thresholds = Thresholds(
        cosine=percentile([evidence.cosine for evidence in reached], PERCENTILE),
        share=percentile([evidence.share for evidence in reached], PERCENTILE),
        questions=len(questions),
    )
    store.calibrate(language, embedder.model, thresholds)
    return thresholds


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least that share of the values do not exceed (nearest rank)."""
    return sorted(values)[ceil(share * len(values)) - 1]
