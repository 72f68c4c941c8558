"""The gateway's client: prefixes, batches, patience."""

import json
from collections.abc import Callable

import httpx
import pytest

from scraping_agent.embeddings import ATTEMPTS, BATCH, GatewayEmbedder
from scraping_agent.failure import Failure

Handler = Callable[[httpx.Request], httpx.Response]


def embedder(handler: Handler, pauses: list[float] | None = None) -> GatewayEmbedder:
    client = httpx.Client(transport=httpx.MockTransport(handler), base_url="https://gateway")
    return GatewayEmbedder(client, "e5", (pauses if pauses is not None else []).append)


def answer(request: httpx.Request) -> httpx.Response:
    texts = json.loads(request.content)["input"]
    rows = [{"index": index, "embedding": [float(len(text)), 1.0]} for index, text in enumerate(texts)]
    return httpx.Response(200, json={"data": rows[::-1]})


def test_texts_get_the_prefix_of_their_kind_and_vectors_come_back_in_order() -> None:
    agent = embedder(answer)
    assert agent.passages(["a", "bcd"]) == [[len("passage: a"), 1.0], [len("passage: bcd"), 1.0]]
    assert agent.queries(["a"]) == [[len("query: a"), 1.0]]


def test_requests_are_bounded() -> None:
    sizes: list[int] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sizes.append(len(json.loads(request.content)["input"]))
        return answer(request)

    assert len(embedder(handler).passages(["x"] * (2 * BATCH + 1))) == 2 * BATCH + 1
    assert sizes == [BATCH, BATCH, 1]


def test_a_busy_gateway_is_asked_again_after_the_pause_it_names() -> None:
    answers = iter([httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(503)])
    pauses: list[float] = []
    agent = embedder(lambda request: next(answers, None) or answer(request), pauses)
    assert len(agent.queries(["a"])) == 1
    assert 7 <= pauses[0] <= 7 * 1.25
    assert 1 <= pauses[1] <= 1.25


def test_patience_ends_with_one_line_that_says_what_to_do() -> None:
    pauses: list[float] = []
    with pytest.raises(Failure, match="check that a replica serves the model e5"):
        embedder(lambda _: httpx.Response(503), pauses).queries(["a"])
    assert len(pauses) == ATTEMPTS - 1


def test_a_refusal_is_not_repeated() -> None:
    calls: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(403, text="not your tier")

    with pytest.raises(Failure, match="403: not your tier"):
        embedder(handler).queries(["a"])
    assert len(calls) == 1


@pytest.mark.parametrize("data", [[], [{"index": 0, "embedding": [float("nan")]}], [{"index": 0}], "x"])
def test_unusable_vectors_are_refused(data: object) -> None:
    body = json.dumps({"data": data})
    with pytest.raises(Failure):
        embedder(lambda _: httpx.Response(200, text=body)).queries(["a"])
