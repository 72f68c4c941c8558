"""The `scraping-agent` command."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scraping_agent import __version__
from scraping_agent.config import read_config
from scraping_agent.embeddings import GatewayEmbedder, gateway_client
from scraping_agent.failure import Failure
from scraping_agent.ingest import Request, ingest
from scraping_agent.store import open_store


def main(arguments: Sequence[str] | None = None, env: Mapping[str, str] | None = None) -> int:
    """Runs the command; 0 when done, 1 after an error of one line, 2 for wrong arguments, 130 when interrupted."""
    options = _parser().parse_args(arguments)
    try:
        _ingest(options, os.environ if env is None else env)
    except Failure as failure:
        print(f"scraping-agent: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("scraping-agent: interrupted; run it again to go on where it stopped", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scraping-agent", description="Gives a chatbot pages to answer from.")
    parser.add_argument("--version", action="version", version=f"scraping-agent {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "ingest",
        help="read a folder of Markdown pages",
        description="Reads each *.md page of a folder, embeds it, and measures when the bot does not know. "
        "Pages below a folder fr/ are French; the language of others is detected. Unchanged pages are skipped, pages "
        "that are gone are removed. Run it again at any time: it goes on where it stopped.",
        epilog="Configuration is read from the environment; .env.example names every variable.",
    )
    command.add_argument("folder", metavar="FOLDER", type=Path, help="folder of Markdown pages")
    command.add_argument("--bot", metavar="KEY", required=True, help="public key of the bot that learns them")
    command.add_argument(
        "--source",
        metavar="NAME",
        help="name of the pages' source; default: the folder's name. One run of a source "
        "removes pages that an earlier run of it wrote and that are gone",
    )
    command.add_argument(
        "--base-url",
        metavar="URL",
        help="put before a page's path to make its address; default: the source's name and /",
    )
    return parser


def _ingest(options: argparse.Namespace, env: Mapping[str, str]) -> None:
    config = read_config(env)
    source = options.source or options.folder.resolve().name
    base_url = options.base_url if options.base_url is not None else f"{source}/"
    request = Request(options.folder, source, base_url)
    with open_store(config.database, options.bot) as store, gateway_client(config.embeddings) as client:
        summary = ingest(request, store, GatewayEmbedder(client, config.embeddings.model), _report)
    print(summary)


def _report(line: str) -> None:
    print(line, flush=True)
