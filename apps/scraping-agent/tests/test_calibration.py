"""Thresholds, and the questions they rest on."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraping_agent.calibration import calibrate, off_topic_questions, percentile
from scraping_agent.embeddings import Vector
from scraping_agent.language import LANGUAGES
from scraping_agent.store import Evidence, Thresholds


class FakeStore:
    """Evidence that grows from question to question."""

    def __init__(self) -> None:
        self.asked = 0
        self.stored: dict[str, Thresholds] = {}

    def evidence(self, language: str, model: str, question: str, vector: Vector) -> Evidence:
        self.asked += 1
        return Evidence(cosine=self.asked / 1000, share=self.asked / 400)

    def calibrate(self, language: str, model: str, thresholds: Thresholds) -> None:
        self.stored[language] = thresholds


class FakeEmbedder:
    model = "e5"

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        return [[0.0] for _ in texts]

    def queries(self, texts: Sequence[str]) -> list[Vector]:
        return [[0.0] for _ in texts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_hundred_different_questions_are_shipped(language: str) -> None:
    questions = off_topic_questions(language)
    assert len(questions) == len(set(questions)) == 200
    assert all(question.endswith("?") for question in questions)


def test_two_of_two_hundred_questions_lie_above_the_thresholds() -> None:
    store = FakeStore()
    thresholds = calibrate(store, FakeEmbedder(), "en")
    assert thresholds == Thresholds(cosine=198 / 1000, share=198 / 400, questions=200)
    assert store.stored == {"en": thresholds}


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=300), st.floats(0.01, 1))
def test_at_least_the_share_lies_at_or_below_the_percentile(values: list[float], share: float) -> None:
    threshold = percentile(values, share)
    assert threshold in values
    assert sum(value <= threshold for value in values) >= share * len(values) - 1e-9
