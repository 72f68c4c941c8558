"""Vectors of texts, from the gateway's OpenAI-compatible interface."""

import math
import random
import ssl
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import httpx

from scraping_agent.config import EmbeddingsPeer
from scraping_agent.failure import Failure

BATCH: Final = 16
"""Texts a request: two to three seconds of work for one replica, so that visitors' questions get their turn between."""
ATTEMPTS: Final = 8
"""Tries before giving up; with the pauses below about two minutes, longer than a replica takes to start."""
MAX_PAUSE_SECONDS: Final = 30.0

Vector = list[float]


class Embedder(Protocol):
    """What ingest and calibration need of the gateway."""

    @property
    def model(self) -> str: ...

    def passages(self, texts: Sequence[str]) -> list[Vector]: ...

    def queries(self, texts: Sequence[str]) -> list[Vector]: ...


class GatewayEmbedder:
    """Embeds in bounded batches and waits when the gateway says that it is busy."""

    def __init__(
        self,
        client: httpx.Client,
        model: str,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._sleep = sleep
        self.model: Final = model

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """The model was trained with these prefixes; without them its scores are worse."""
        return self._embed([f"passage: {text}" for text in texts])

    def queries(self, texts: Sequence[str]) -> list[Vector]:
        return self._embed([f"query: {text}" for text in texts])

    def _embed(self, texts: Sequence[str]) -> list[Vector]:
        batches = (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))
        return [vector for batch in batches for vector in self._batch(batch)]

    def _batch(self, texts: Sequence[str]) -> list[Vector]:
        reason = ""
        for attempt in range(ATTEMPTS):
            try:
                answer = self._client.post("/v1/embeddings", json={"model": self.model, "input": list(texts)})
            except httpx.TransportError as error:
                reason, pause = f"{type(error).__name__}: {error}", None
            else:
                if answer.status_code == httpx.codes.OK:
                    return _vectors(answer, len(texts))
                if answer.status_code not in (429, 502, 503, 504):
                    raise Failure(f"{answer.url} answered {answer.status_code}: {answer.text[:200]}")
                reason, pause = f"status {answer.status_code}", answer.headers.get("retry-after")
            if attempt < ATTEMPTS - 1:
                self._sleep(_pause_seconds(attempt, pause))
        raise Failure(
            f"no embeddings from {self._client.base_url} after {ATTEMPTS} tries ({reason}): "
            f"check that a replica serves the model {self.model}"
        )


def gateway_client(peer: EmbeddingsPeer) -> httpx.Client:
    """A client that shows its own certificate and verifies the gateway's name."""
    context = ssl.create_default_context(cafile=str(peer.ca_file))
    context.load_cert_chain(peer.cert_file, peer.key_file)
    return httpx.Client(
        base_url=peer.url,
        verify=context,
        timeout=httpx.Timeout(120.0, connect=5.0),
        headers={"x-bot": "ingest"},
        event_hooks={"request": [_verify_name(peer.server_name)]},
    )


def _verify_name(server_name: str | None) -> Callable[[httpx.Request], None]:
    def hook(request: httpx.Request) -> None:
        if server_name:
            request.extensions["sni_hostname"] = server_name

    return hook


def _pause_seconds(attempt: int, retry_after: str | None) -> float:
    """What the gateway asks for, else doubling from half a second; jitter keeps many workers apart."""
    asked = float(retry_after) if retry_after and retry_after.isdigit() else 0.5 * 2.0**attempt
    return min(asked, MAX_PAUSE_SECONDS) * random.uniform(1.0, 1.25)


def _vectors(answer: httpx.Response, expected: int) -> list[Vector]:
    try:
        rows = sorted(answer.json()["data"], key=lambda row: int(row["index"]))
        vectors = [[float(number) for number in row["embedding"]] for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(f"{answer.url} did not answer in OpenAI's shape for embeddings: {error!r}") from error
    if len(vectors) != expected or not all(math.isfinite(number) for vector in vectors for number in vector):
        raise Failure(f"{answer.url} answered {len(vectors)} usable vectors for {expected} texts")
    return vectors
