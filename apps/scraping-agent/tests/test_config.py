"""Configuration errors are one line."""

from pathlib import Path

import pytest

from scraping_agent.cli import main
from scraping_agent.config import read_config
from scraping_agent.failure import Failure
from scraping_agent.store import connection_settings

EXAMPLE = Path(__file__).parent.parent / ".env.example"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The documented example, with files that exist."""
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    values = dict(line.split("=", 1) for line in lines)
    for name in values:
        if name.endswith("_FILE"):
            values[name] = str(tmp_path / name)
            (tmp_path / name).touch()
    return values


def test_the_example_is_accepted(env: dict[str, str]) -> None:
    config = read_config(env)
    assert config.embeddings.model == env["EMBEDDING_MODEL"]
    assert config.database.server_name == "postgres-rw.postgres.svc"


def test_an_address_is_dialled_and_the_name_verified(env: dict[str, str]) -> None:
    env["KNOWLEDGE_DATABASE_URL"] = "postgres://scraper@127.0.0.1:5433/perchoir"
    settings = connection_settings(read_config(env).database)
    assert (settings["hostaddr"], settings["host"], settings["port"]) == ("127.0.0.1", "postgres-rw.postgres.svc", 5433)
    assert settings["sslmode"] == "verify-full"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("EMBEDDINGS_URL", "", "EMBEDDINGS_URL is missing: set it to a URL"),
        ("EMBEDDINGS_URL", "http://plain", "EMBEDDINGS_URL is not a URL \\(https\\)"),
        ("KNOWLEDGE_DATABASE_URL", "postgres:///x", "KNOWLEDGE_DATABASE_URL is not a URL"),
        ("TLS_KEY_FILE", "/absent.pem", "TLS_KEY_FILE names a file that is not there"),
    ],
)
def test_a_wrong_variable_is_named(env: dict[str, str], name: str, value: str, message: str) -> None:
    with pytest.raises(Failure, match=message):
        read_config({**env, name: value})


def test_the_command_ends_with_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "docs", "--bot", "demo"], {}) == 1
    error = capsys.readouterr().err
    assert error.startswith("scraping-agent: KNOWLEDGE_DATABASE_URL is missing")
    assert error.count("\n") == 1
