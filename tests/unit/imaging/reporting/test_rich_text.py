"""What remains of the HTML that a browser sends."""

from __future__ import annotations

import pytest

from imaging.reporting.rich_text import clean, plain, read

UUID = "8c2f7a52-0a53-4d54-9d1e-1f5c3f1b7a10"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plain", "<p>plain</p>"),
        ("one<div>two</div><div><br></div><div>three</div>", "<p>one</p><p>two</p><p>three</p>"),
        ("<p>a <b>b</b>&nbsp;c</p>", "<p>a <strong>b</strong> c</p>"),
        ("<p>a<br>b<br></p>", "<p>a<br>b</p>"),
        ("<ul><li>x</li><li><p>y</p></li></ul><p>z</p>", "<ul><li>x</li><li>y</li></ul><p>z</p>"),
        ("<ol><li>1 &lt; 2 &amp; 3</li></ol>", "<ol><li>1 &lt; 2 &amp; 3</li></ol>"),
        (
            f'<p>d = <span data-measurement="{UUID}.3">12 mm</span></p>',
            f'<p>d = <span data-measurement="{UUID}.3">12 mm</span></p>',
        ),
        (
            f'<p><span data-key-image="{UUID}">IM 5</span></p>',
            f'<p><span data-key-image="{UUID}">IM 5</span></p>',
        ),
        ("", ""),
        ("<p> </p>", ""),
    ],
)
def test_what_is_allowed_is_kept_in_one_form(sent: str, kept: str) -> None:
    assert clean(sent) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize(
    "sent",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<span data-measurement="1.1&quot; onmouseover=&quot;alert(1)">x</span>',
        '<span style="position:fixed" data-key-image="x">x</span>',
        "<svg><script>alert(1)</script></svg>",
        "<style>p{display:none}</style>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
def test_nothing_that_acts_remains(sent: str) -> None:
    kept = clean(sent)
    assert kept in {"", "<p>x</p>", "<p><span>x</span></p>"}


def test_what_hides_characters_is_marked() -> None:
    assert clean("<p>ben\u202eign</p>") == "<p>ben\ufffdign</p>"


def test_plain_text_counts_and_marks() -> None:
    assert plain(read("<p>A</p><ol><li>x</li><li>y</li></ol><ul><li>z</li></ul>")) == "A\n1. x\n2. y\n• z"
