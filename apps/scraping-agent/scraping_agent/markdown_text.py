"""Reads Markdown as what a person sees: headings, paragraphs, list items, table rows and code, without the marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True)
class Block:
    """A run of text that belongs together: a paragraph, a list item, a table row, a block of code."""

    text: str


def blocks(markdown: str) -> Iterator[Heading | Block]:
    """The headings and blocks of a page, in order; raw HTML and comments are left out."""
    tokens = _PARSER.parse(_without_front_matter(markdown))
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "table_open":
            end = _closing(tokens, position)
            yield from _rows(tokens[position:end])
            position = end
        elif token.type == "heading_open":
            yield Heading(int(token.tag[1]), _inline(tokens[position + 1]))
            position += 2
        elif not _is_pointer(tokens, position):
            yield from _block(token)
        position += 1


def _is_pointer(tokens: Sequence[Token], position: int) -> bool:
    """Whether a block says nothing by itself: a drawing, or an item of a list that is only a link."""
    token = tokens[position]
    if token.type == "fence":
        return token.info.split()[:1] == ["mermaid"]
    if token.type != "inline" or position < 2 or tokens[position - 2].type != "list_item_open":
        return False
    children = [child for child in token.children or [] if child.content.strip() or child.type != "text"]
    return len(children) > 1 and children[0].type == "link_open" and children[-1].type == "link_close"


def _without_front_matter(markdown: str) -> str:
    if not markdown.startswith("---\n"):
        return markdown
    _, closed, rest = markdown[4:].partition("\n---\n")
    return rest if closed else markdown


def _block(token: Token) -> Iterator[Block]:
    if token.type == "inline":
        text = _inline(token)
    elif token.type in ("fence", "code_block"):
        text = token.content.strip("\n")
    else:
        return
    if text.strip():
        yield Block(text)


def _rows(tokens: Sequence[Token]) -> Iterator[Block]:
    """Table rows as `Column: cell; column: cell`, so that each can be understood, and quoted, without the others."""
    header: list[str] = []
    row: list[str] = []
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "inline":
            row.append(_inline(token))
        elif token.type == "tr_close" and not header:
            header = row
        elif token.type == "tr_close" and any(row):
            yield Block("; ".join(_cell(name, text) for name, text in zip(header, row, strict=False) if text))


def _cell(name: str, text: str) -> str:
    return f"{name}: {text}" if name else text


def _closing(tokens: Sequence[Token], start: int) -> int:
    level = tokens[start].level
    return next(
        (i for i in range(start + 1, len(tokens)) if tokens[i].type == "table_close" and tokens[i].level == level),
        len(tokens) - 1,
    )


def _inline(token: Token) -> str:
    return "".join(_inline_parts(token.children or [])).strip()


def _inline_parts(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        if child.type in ("text", "code_inline") or child.type == "image":
            yield child.content
        elif child.type in ("softbreak", "hardbreak"):
            yield " "
