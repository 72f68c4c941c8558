"""Cuts a page into passages small enough to embed and to quote, on sentence boundaries, each under its headings."""

from collections.abc import Iterator
from dataclasses import dataclass

from scraping_agent.markdown_text import Heading, blocks
from scraping_agent.sentences import sentences

MAX_CHARACTERS = 800
"""Longest passage; about 200 tokens, so that four fit in a prompt that a small model still follows."""


@dataclass(frozen=True)
class Chunk:
    ordinal: int
    """Place in the page, from 0."""
    heading: str
    """Headings above the passage, outermost first, joined by ` › `; the page's title is the first."""
    text: str


@dataclass(frozen=True)
class Page:
    title: str
    chunks: tuple[Chunk, ...]


def read_page(markdown: str, fallback_title: str) -> Page:
    """The title (the first level-1 heading) and the passages of a page."""
    title, sections = _sections(markdown)
    title = title or fallback_title
    pieces = ((heading, text) for heading, paragraphs in sections for text in pack(paragraphs))
    chunks = tuple(
        Chunk(ordinal, " › ".join([title, *heading]), text) for ordinal, (heading, text) in enumerate(pieces)
    )
    return Page(title, chunks)


def pack(paragraphs: list[str]) -> Iterator[str]:
    """Joins sentences into texts of at most MAX_CHARACTERS; paragraphs stay on lines of their own."""
    text = ""
    for separator, piece in _pieces(paragraphs):
        joined = f"{text}{separator}{piece}" if text else piece
        if len(joined) <= MAX_CHARACTERS:
            text = joined
            continue
        yield text
        text = piece
    if text:
        yield text


def _sections(markdown: str) -> tuple[str, list[tuple[list[str], list[str]]]]:
    title = ""
    path: list[Heading] = []
    sections: list[tuple[list[str], list[str]]] = [([], [])]
    for block in blocks(markdown):
        if not isinstance(block, Heading):
            sections[-1][1].append(block.text)
        elif block.level == 1 and not title:
            title = block.text
        else:
            path = [heading for heading in path if heading.level < block.level] + [block]
            sections.append(([heading.text for heading in path], []))
    return title, sections


def _pieces(paragraphs: list[str]) -> Iterator[tuple[str, str]]:
    """Each sentence with what separates it from the one before."""
    for paragraph in paragraphs:
        for line in paragraph.splitlines():
            separator = "\n"
            for sentence in sentences(line):
                for part in _bounded(sentence):
                    yield separator, part
                    separator = " "


def _bounded(sentence: str) -> Iterator[str]:
    """A sentence longer than a passage may be is cut at a space, or where it must when it has none."""
    rest = sentence
    while len(rest) > MAX_CHARACTERS:
        cut = rest.rfind(" ", 1, MAX_CHARACTERS + 1)
        cut = cut if cut > 0 else MAX_CHARACTERS
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest
