from __future__ import annotations

import csv
import re
import time
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideaboard.core.errors import Invalid
from ideaboard.core.text import clean, render_markdown
from ideaboard.domain.transfer.reading import (
    COMMENTS,
    IdeaRow,
    Malformed,
    comment_rows,
    idea_rows,
    mapping_of,
    markdown_from_html,
    markdown_from_text,
    rows,
)

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
beside = pytest.mark.skipif(not DATA.exists(), reason="the data sets are not beside the repository")


def ideas_of(path: Path, *lines: str) -> tuple[list[IdeaRow], list[tuple[int, str]]]:
    path = path / "ideas.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8", newline="")
    taken, faults = idea_rows(rows(path))
    return taken, [tuple(fault) for fault in faults]


class Words(HTMLParser):
    """The words a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def words(html: str) -> str:
    reader = Words()
    reader.feed(html)
    reader.close()
    return re.sub(r"\s+", "", "".join(reader.seen))


# Real files


@beside
@pytest.mark.parametrize(
    ("name", "ideas", "votes"),
    [
        ("decide_madrid_2019/ideas.csv", 80, 228_140),
        ("opengov_ideascale_2009/ideas.csv", 1_157, 49_198),
        ("republique_numerique_2015/ideas.csv", 696, 82_675),
        ("uk_petitions_2015_2017/ideas.csv", 8_487, None),
        ("us_we_the_people_2011_2012/ideas.csv", 998, 7_588_144),
        ("duplicates_seamonkey/seamonkey_issues.csv", 1_076, 0),
    ],
)
def test_every_idea_of_the_real_sets_is_taken(name: str, ideas: int, votes: int | None) -> None:
    taken, faults = idea_rows(rows(DATA / name))
    assert (len(taken), faults) == (ideas, [])
    assert all(idea.title and "\n" not in idea.title for idea in taken)
    assert votes is None or sum(idea.votes_up + idea.votes_down for idea in taken) == votes


@beside
@pytest.mark.parametrize(
    ("name", "comments", "empty"),
    [
        ("decide_madrid_2019", 5_633, 62),
        ("opengov_ideascale_2009", 2_417, 0),
        ("republique_numerique_2015", 3_994, 0),
    ],
)
def test_every_comment_of_the_real_sets_is_taken_or_reported(name: str, comments: int, empty: int) -> None:
    taken, faults = comment_rows(rows(DATA / name / "comments.csv", columns=COMMENTS))
    assert (len(taken) + len(faults), len(faults)) == (comments, empty)


@beside
def test_the_malformed_file_is_refused_whole_at_its_first_wrong_line() -> None:
    with pytest.raises(Malformed, match="Line 11: text after a closing quotation mark") as refused:
        rows(DATA / "us_we_the_people_2011_2012" / "original_malformed.csv", {"PID": "id"})
    assert refused.value.line == 11


@beside
def test_the_html_of_real_boards_keeps_its_words() -> None:
    with (DATA / "republique_numerique_2015" / "ideas.csv").open(encoding="utf-8", newline="") as file:
        bodies = [clean(row["body"]) for row in csv.DictReader(file)]
    changed = [body for body in bodies if words(body) != words(render_markdown(markdown_from_html(body)))]
    assert len(bodies) == 696
    assert len(changed) <= 5  # a picture becomes its address


# CSV


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('id,title\n1,a "b" c\n', 2, "not quoted"),
        ('id,title\n1,"a "b" c"\n', 2, "closing quotation mark"),
        ('id,title\n1,"a\n\nb" c\n', 4, "begins on line 2"),
        ('id,title\n1,a\n2,"b\n', 3, "never closed"),
        ("id,title\n1,a\n2\n", 3, "1 fields where the first line has 2"),
        ("id,title\n1,a,b\n", 2, "3 fields"),
        ("id,name\n1,a\n", 1, "“title” is missing"),
        ("id;title\n1;a\n", 1, "“id” is missing"),
        ("id,title,title\n1,a,b\n", 1, "occurs twice"),
        ("", 0, "empty"),
    ],
)
def test_a_malformed_file_is_refused_by_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    path = tmp_path / "ideas.csv"
    path.write_text(text, "utf-8", newline="")
    with pytest.raises(Malformed, match=says) as refused:
        rows(path)
    assert refused.value.line == line


def test_a_file_that_is_not_utf8_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "ideas.csv"
    path.write_bytes(b"id,title\n1,a\n2,caf\xe9\n")
    with pytest.raises(Malformed, match="Line 3 is not UTF-8"):
        rows(path)


@settings(max_examples=60, deadline=None)
@given(table=st.lists(st.lists(st.text(alphabet='ab,"\r\n é;\x85\u2028'), min_size=3, max_size=3), max_size=8))
def test_whatever_a_csv_writer_writes_is_read_back(
    table: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("csv") / "ideas.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["id", "title", "body"], *table])
    assert [list(row.values.values()) for row in rows(path)] == table


def test_columns_are_renamed_by_the_mapping(tmp_path: Path) -> None:
    path = tmp_path / "ideas.csv"
    path.write_text("PID,name,body,summary\n7,T,long,short\n", "utf-8")
    (row,) = rows(path, mapping_of(["PID=id", "name=title", "summary=body"]))
    assert row.values == {"id": "7", "title": "T", "body": "short"}
    for wrong in (["x"], ["=id"], ["a=nothing"], ["a=id", "b=id"]):
        with pytest.raises(Invalid):
            mapping_of(wrong)
    with pytest.raises(Malformed, match="no column “pid”"):
        rows(path, {"pid": "id"})


# Values


def test_values_are_typed(tmp_path: Path) -> None:
    (idea,), faults = ideas_of(
        tmp_path,
        "id,title,body,body_format,author,created_at,votes_up,votes_down,comment_count,category,tags,status",
        '1,"A\nB ",<b>x</b>,html,Ada,2015-10-16T12:17:41+0200,3,4,5,Cat,a|B|a|| c,In Progress',
    )
    assert faults == []
    assert (idea.id, idea.title, idea.body, idea.author) == ("1", "A B", "**x**", "Ada")
    assert idea.created_at == datetime(2015, 10, 16, 10, 17, 41, tzinfo=UTC)
    assert (idea.votes_up, idea.votes_down, idea.comment_count) == (3, 4, 5)
    assert (idea.category, idea.tags, idea.phase) == ("Cat", ("a", "B", "c"), "making")


def test_only_id_and_title_are_needed(tmp_path: Path) -> None:
    (idea,), _faults = ideas_of(tmp_path, "id,title", "1,A")
    assert (idea.body, idea.author, idea.created_at, idea.votes_up, idea.tags, idea.phase) == (
        "",
        "",
        None,
        0,
        (),
        "gathering",
    )


@pytest.mark.parametrize(
    "text", ["2015-09-15", "2015-09-15T00:00:00Z", "2015-09-15T02:00:00.000+02:00", "2015-09-15 00:00:00"]
)
def test_dates_of_many_precisions(tmp_path: Path, text: str) -> None:
    (idea,), _faults = ideas_of(tmp_path, "id,title,created_at", f"1,A,{text}")
    assert idea.created_at == datetime(2015, 9, 15, tzinfo=UTC)


def test_what_cannot_be_taken_is_reported_by_line_and_the_others_go_on(tmp_path: Path) -> None:
    taken, faults = ideas_of(
        tmp_path,
        "id,title,created_at,votes_up,body_format,status",
        "1,A,,,,",
        "2, ,,,,",
        "3,A,yesterday,,,",
        "4,A,,-1,,",
        "5,A,,,pdf,",
        "6,A,,,,sleeping",
        ",A,,,,",
        "1,A,,,,",
        "1,Other,,,,",
        "7,A,0001-01-01T00:00:00+14:00,,,",
    )
    assert [idea.id for idea in taken] == ["1", "6"]
    assert [line for line, _sentence in faults] == [3, 4, 5, 6, 7, 8, 10, 11]


# Words


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab1 *_`~[]()<>#+-=.!&;|\\\n\t:/\"'"), max_size=60))
def test_plain_text_means_the_same_in_markdown(text: str) -> None:
    assert words(render_markdown(markdown_from_text(text))) == re.sub(r"\s+", "", text)


TAGS = ["p", "b", "em", "ul", "ol", "li", "blockquote", "pre", "h2", "code", "s", "td", "br", "hr"]
WORDS = [
    "one",
    "two,",
    "**x**",
    "_y",
    "3.",
    "-",
    "#",
    "~~",
    "`tick`",
    "[z](a)",
    "&lt;b&gt;",
    "&amp;amp;",
    "\\",
    " ",
    "< ",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), *WORDS]), max_size=25))
def test_html_keeps_its_words_in_markdown(parts: list[str]) -> None:
    for glue in ("", " "):
        html = glue.join(parts)
        assert words(render_markdown(markdown_from_html(html))) == words(html)


def test_html_becomes_clean_markdown() -> None:
    html = (
        "<h2>Title</h2><p>a <b>bold </b>and <i>it</i>.<br><br>b<br>c</p><ul><li>one<ul><li>in</li></ul></li>"
        "<li>two</li></ul><blockquote>q</blockquote><pre>x\n  y</pre>"
        "<p>see <a href='http://a.example/(x)'>this</a> &eacute; &#39;</p>"
    )
    assert markdown_from_html(html) == (
        "## Title\n\na **bold** and *it*.\n\nb  \nc\n\n- one\n  - in\n- two\n\n> q\n\n```\nx\n  y\n```\n\n"
        "see [this](http://a.example/%28x%29) é '"
    )


def test_what_runs_or_embeds_is_dropped() -> None:
    html = (
        "a<script>alert(1)</script><style>p{}</style><object data=x><param name=y><embed src=z></object>"
        "<iframe src=//evil>no</iframe><a href='javascript:alert(1)'>b</a><img src=x onerror=alert(1)>"
        "<img src='https://a.example/c.png' alt='cat'><!-- c --><svg onload=alert(1)>"
    )
    assert markdown_from_html(html) == "ab[cat](https://a.example/c.png)"


def test_broken_html_is_read_to_its_end() -> None:
    assert markdown_from_html("</p></li></ul><li>a<li>b") == "- a\n- b"
    assert words(render_markdown(markdown_from_html("<div>" * 3000 + "<ul><li>" * 500 + "deep"))) == "deep"


@pytest.mark.parametrize(
    "trap",
    [
        "<",
        "<b>",
        "<ul><li>",
        "<a href=",
        "&",
        "<br>",
        "*",
        "<!--",
        "<!-->",
        "<!-- -",
        "<a b='>",
        "<x>",
        "&#",
        "<?",
        "<ol>",
        "</a",
        "</",
        "<blockquote>",
        "_a",
        "http://",
    ],
)
def test_a_long_text_is_read_in_time(trap: str) -> None:
    started = time.process_time()
    markdown_from_html(trap * (60_000 // len(trap)))
    markdown_from_text(trap * (60_000 // len(trap)))
    assert time.process_time() - started < 3
