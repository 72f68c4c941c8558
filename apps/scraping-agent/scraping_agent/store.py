"""Pages and passages in PostgreSQL, written as role `scraper`."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import psycopg

from scraping_agent.chunker import Chunk
from scraping_agent.config import DatabasePeer
from scraping_agent.embeddings import Vector
from scraping_agent.failure import Failure

EVIDENCE_PASSAGES: Final = 8
"""Passages an answer looks at; calibration has to look at as many."""


@dataclass(frozen=True)
class StoredPage:
    id: UUID
    digest: str
    model: str | None
    """Model of the page's vectors; None for a page without passages."""


@dataclass(frozen=True)
class NewPage:
    url: str
    title: str
    language: str
    digest: str
    chunks: Sequence[tuple[Chunk, Vector]]
    model: str


@dataclass(frozen=True)
class Evidence:
    """The strongest evidence that any passage gives, each measure for itself."""

    cosine: float
    share: float


@dataclass(frozen=True)
class Thresholds:
    cosine: float
    share: float
    questions: int


class Store:
    """What ingest needs of the database; every method is one transaction."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]], bot: UUID) -> None:
        self._connection = connection
        self.bot = bot

    def source(self, location: str) -> UUID:
        """The source of that name, made if it is new."""
        with self._connection.transaction():
            row = self._connection.execute(
                "INSERT INTO knowledge.sources (id, bot, location) VALUES (%s, %s, %s) "
                "ON CONFLICT (bot, location) DO UPDATE SET location = excluded.location RETURNING id",
                (uuid7(), self.bot, location),
            ).fetchone()
        assert row is not None
        return UUID(str(row[0]))

    def pages(self, source: UUID) -> dict[str, StoredPage]:
        """The pages of a source by address."""
        with self._connection.transaction():
            rows = self._connection.execute(
                "SELECT p.url, p.id, p.digest, min(c.model) FROM knowledge.pages p "
                "LEFT JOIN knowledge.chunks c ON c.page = p.id WHERE p.source = %s AND p.bot = %s GROUP BY p.id",
                (source, self.bot),
            ).fetchall()
        return {url: StoredPage(id, digest, model) for url, id, digest, model in rows}

    def replace_page(self, source: UUID, page: NewPage) -> None:
        """Puts a page and its passages in the place of what stood under its address."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM knowledge.pages WHERE source = %s AND bot = %s AND url = %s", (source, self.bot, page.url)
            )
            id = uuid7()
            cursor.execute(
                "INSERT INTO knowledge.pages (id, source, bot, url, title, language, digest) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s)",
                (id, source, self.bot, page.url, page.title, page.language, page.digest),
            )
            cursor.executemany(
                "INSERT INTO knowledge.chunks (id, page, bot, ordinal, heading, text, language, model, embedding) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s::text::halfvec)",
                [
                    (
                        uuid7(),
                        id,
                        self.bot,
                        chunk.ordinal,
                        chunk.heading,
                        chunk.text,
                        page.language,
                        page.model,
                        text_of(vector),
                    )
                    for chunk, vector in page.chunks
                ],
            )

    def remove_pages(self, ids: Sequence[UUID]) -> None:
        with self._connection.transaction():
            self._connection.execute(
                "DELETE FROM knowledge.pages WHERE bot = %s AND id = ANY(%s)", (self.bot, list(ids))
            )

    def refresh_statistics(self) -> None:
        """Counts anew how rare each word is; evidence weighs words by it."""
        with self._connection.transaction():
            self._connection.execute("SELECT knowledge.refresh_statistics(%s)", (self.bot,))

    def has_passages(self) -> bool:
        with self._connection.transaction():
            row = self._connection.execute(
                "SELECT EXISTS (SELECT FROM knowledge.chunks WHERE bot = %s)", (self.bot,)
            ).fetchone()
        return bool(row and row[0])

    def calibrated(self, model: str) -> Mapping[str, int]:
        """Languages that have thresholds, with the number of questions those rest on."""
        with self._connection.transaction():
            rows = self._connection.execute(
                "SELECT language, questions FROM knowledge.calibration WHERE bot = %s AND model = %s", (self.bot, model)
            ).fetchall()
        return dict(rows)

    def evidence(self, language: str, model: str, question: str, vector: Vector) -> Evidence:
        """What the best passages give for a question, by the function that answers use."""
        with self._connection.transaction():
            row = self._connection.execute(
                "SELECT coalesce(max(cosine), -1), coalesce(max(share), 0) "
                "FROM knowledge.evidence(%s, %s, %s, %s, %s::text::halfvec, %s)",
                (self.bot, language, model, question, text_of(vector), EVIDENCE_PASSAGES),
            ).fetchone()
        assert row is not None
        return Evidence(cosine=float(row[0]), share=float(row[1]))

    def calibrate(self, language: str, model: str, thresholds: Thresholds) -> None:
        with self._connection.transaction():
            self._connection.execute(
                "INSERT INTO knowledge.calibration "
                "(bot, language, model, cosine_threshold, share_threshold, questions) "
                "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (bot, language, model) DO UPDATE SET "
                "cosine_threshold = excluded.cosine_threshold, share_threshold = excluded.share_threshold, "
                "questions = excluded.questions, calibrated_at = now()",
                (self.bot, language, model, thresholds.cosine, thresholds.share, thresholds.questions),
            )


@contextmanager
def open_store(peer: DatabasePeer, bot_key: str) -> Iterator[Store]:
    """Connects over TLS, verifying the server's name, and finds the bot by its public key."""
    try:
        with psycopg.connect(**connection_settings(peer), autocommit=True) as connection:
            yield Store(connection, _bot(connection, bot_key))
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())
        raise Failure(f"PostgreSQL at {peer.url} cannot be used: {reason}") from error


def connection_settings(peer: DatabasePeer) -> dict[str, Any]:
    """libpq's settings; an address with a name to verify becomes `hostaddr` and `host`."""
    parts = urlsplit(peer.url)
    settings: dict[str, Any] = {
        "host": peer.server_name or parts.hostname,
        "port": parts.port or 5432,
        "user": parts.username,
        "dbname": parts.path.lstrip("/"),
        "sslmode": "verify-full",
        "sslrootcert": str(peer.ca_file),
        "sslcert": str(peer.cert_file),
        "sslkey": str(peer.key_file),
        "connect_timeout": 10,
        "application_name": "scraping-agent",
    }
    return settings | ({"hostaddr": parts.hostname} if peer.server_name else {})


def _bot(connection: psycopg.Connection[tuple[Any, ...]], key: str) -> UUID:
    row = connection.execute("SELECT id FROM published.bots WHERE key = %s", (key,)).fetchone()
    if row is None:
        raise Failure(f"no published bot has the key {key!r}: publish it first, or check the spelling")
    return UUID(str(row[0]))


def text_of(vector: Vector) -> str:
    """pgvector's text form."""
    return "[" + ",".join(f"{number:.6g}" for number in vector) + "]"


def uuid7() -> UUID:
    """A UUID that grows with time, so that rows of one page lie together in the index (RFC 9562, version 7)."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds << 80) | random_bits
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)
