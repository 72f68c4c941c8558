"""Configuration: the environment, read once into a typed object."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scraping_agent.failure import Failure


@dataclass(frozen=True)
class DatabasePeer:
    """PostgreSQL, reached as one role by client certificate."""

    url: str
    ca_file: Path
    cert_file: Path
    key_file: Path
    server_name: str | None
    """Name to verify when the URL's host is an address."""


@dataclass(frozen=True)
class EmbeddingsPeer:
    """The gateway that turns text into vectors."""

    url: str
    ca_file: Path
    cert_file: Path
    key_file: Path
    server_name: str | None
    model: str


@dataclass(frozen=True)
class Config:
    database: DatabasePeer
    embeddings: EmbeddingsPeer


def read_config(env: Mapping[str, str]) -> Config:
    """Reads every variable; raises Failure at the first one that is missing or malformed."""
    return Config(database=_database(env), embeddings=_embeddings(env))


def _database(env: Mapping[str, str]) -> DatabasePeer:
    return DatabasePeer(
        url=_url(
            env, "KNOWLEDGE_DATABASE_URL", ("postgres", "postgresql"), "postgres://scraper@postgres-rw:5432/perchoir"
        ),
        ca_file=_file(env, "KNOWLEDGE_DATABASE_CA_FILE"),
        cert_file=_file(env, "KNOWLEDGE_DATABASE_CERT_FILE"),
        key_file=_file(env, "KNOWLEDGE_DATABASE_KEY_FILE"),
        server_name=env.get("KNOWLEDGE_DATABASE_SERVER_NAME") or None,
    )


def _embeddings(env: Mapping[str, str]) -> EmbeddingsPeer:
    return EmbeddingsPeer(
        url=_url(env, "EMBEDDINGS_URL", ("https",), "https://llm-gateway.llm.svc:8080").rstrip("/"),
        ca_file=_file(env, "EMBEDDINGS_CA_FILE"),
        cert_file=_file(env, "TLS_CERT_FILE"),
        key_file=_file(env, "TLS_KEY_FILE"),
        server_name=env.get("EMBEDDINGS_SERVER_NAME") or None,
        model=_text(env, "EMBEDDING_MODEL", "multilingual-e5-small"),
    )


def _text(env: Mapping[str, str], name: str, example: str, expected: str = "a text") -> str:
    value = env.get(name)
    if value:
        return value
    raise Failure(f"{name} is missing: set it to {expected}, for example {name}={example}")


def _url(env: Mapping[str, str], name: str, schemes: tuple[str, ...], example: str) -> str:
    expected = f"a URL ({' or '.join(schemes)})"
    value = _text(env, name, example, expected)
    parts = urlsplit(value)
    if parts.scheme in schemes and parts.hostname:
        return value
    raise Failure(f"{name} is not {expected}: set it for example to {name}={example}")


def _file(env: Mapping[str, str], name: str) -> Path:
    example = f"/etc/perchoir/{name.removesuffix('_FILE').lower().replace('_', '-')}.pem"
    path = Path(_text(env, name, example, "a file's path"))
    if path.is_file():
        return path
    raise Failure(f"{name} names a file that is not there: {path}")
