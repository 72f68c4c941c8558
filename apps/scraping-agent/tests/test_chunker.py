"""Passages: nothing is lost, nothing is too long, headings are kept."""

from hypothesis import given
from hypothesis import strategies as st

from scraping_agent.chunker import MAX_CHARACTERS, pack, read_page
from scraping_agent.sentences import sentences

PARAGRAPHS = st.lists(st.text(alphabet="ab é.!? e.g.\n18,", max_size=2_000), max_size=6)
LONG_WORDS = st.text(alphabet="xy", min_size=MAX_CHARACTERS - 5, max_size=3 * MAX_CHARACTERS)


@given(PARAGRAPHS | st.lists(LONG_WORDS, max_size=3))
def test_packing_loses_nothing_but_white_space(paragraphs: list[str]) -> None:
    packed = "".join(pack(paragraphs))
    assert "".join(packed.split()) == "".join("".join(paragraphs).split())


@given(PARAGRAPHS | st.lists(LONG_WORDS, max_size=3))
def test_no_passage_is_longer_than_the_bound(paragraphs: list[str]) -> None:
    assert all(0 < len(text) <= MAX_CHARACTERS for text in pack(paragraphs))


@given(st.lists(st.sampled_from(["One ends.", "Two e.g. goes on.", "Why?", "pgvector 0.8.5 runs."]), max_size=200))
def test_passages_end_where_sentences_end(parts: list[str]) -> None:
    whole = {sentence for text in pack([" ".join(parts)]) for sentence in sentences(text)}
    assert whole <= set(parts)


def test_each_passage_carries_its_headings_from_the_title_down() -> None:
    page = read_page("# Birds\n\nIntro.\n\n## Kiwi\n\n### Eggs\n\nTwo eggs.\n\n## Emu\n\nTall.\n", "fallback")
    assert page.title == "Birds"
    assert [(chunk.heading, chunk.text) for chunk in page.chunks] == [
        ("Birds", "Intro."),
        ("Birds › Kiwi › Eggs", "Two eggs."),
        ("Birds › Emu", "Tall."),
    ]
    assert [chunk.ordinal for chunk in page.chunks] == [0, 1, 2]


def test_a_page_without_title_takes_its_file_name() -> None:
    assert read_page("Text.", "Some page").title == "Some page"


def test_table_rows_can_be_read_alone() -> None:
    page = read_page("| bird | eggs |\n|---|---|\n| kiwi | 2 |\n| emu | |\n", "Birds")
    assert page.chunks[0].text == "bird: kiwi; eggs: 2\nbird: emu"


def test_marks_comments_and_front_matter_are_left_out() -> None:
    marks = "**Bold** `code` [link](http://a) ![alt](b.png)"
    markdown = f"---\ntags: x\n---\n# T\n\n{marks}\n<!-- hidden -->\n\n```sh\nrun me\n```\n"
    assert read_page(markdown, "").chunks[0].text == "Bold code link alt\nrun me"


def test_an_empty_page_has_no_passages() -> None:
    assert read_page("# Title\n", "").chunks == ()


def test_drawings_and_items_that_are_only_links_say_nothing() -> None:
    markdown = "# Birds\n\n```mermaid\ngraph LR\n```\n\n- [Nests](nests.md)\n- [Eggs](eggs.md): there are two.\n"
    assert [chunk.text for chunk in read_page(markdown, "birds").chunks] == ["Eggs: there are two."]
