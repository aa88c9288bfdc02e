"""Markdown: the words without their marks, line by line as in the file, and the headings."""

from __future__ import annotations

import re
from itertools import accumulate

from standoff.case.reading.source import decode
from standoff.case.reading.texts.plain import IN_SOURCES
from standoff.case.reading.texts.text import Extracted

__all__ = ["read"]

_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*\Z")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*\Z")
_QUOTED = re.compile(r"\A(?: {0,3}> ?)+")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKS = (
    (
        re.compile(
            r"!?\[([^\[\]\n]{0,2000})\](?:\([^()\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,500}\")?\)|\[[^\[\]\n]{0,200}\])"
        ),
        r"\1",
    ),
    (re.compile(r"<((?:https?|mailto):[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>\n]{0,500}>"), ""),
    (re.compile(r"(?<!\\)(\*{1,3})(?=\S)([^*\n]{1,2000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w\\])(_{1,3})(?=\S)([^_\n]{1,2000}?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"(?<!`)(`{1,2})([^`\n]{1,2000})\1(?!`)"), r"\2"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)
"""Links and pictures, addresses, tags, strong and stressed words, code, marks that are meant as they are."""


def read(name: str, content: bytes) -> Extracted:
    """The text of a Markdown file without its marks, and its headings; raises UnreadableError.

    >>> found = read("a.md", b"# The *harbour*\\n\\nWe **will not** open [it](https://example.org).")
    >>> found.text, found.headings
    ('The harbour\\n\\nWe will not open it.', ((0, 'The harbour'),))
    """
    text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), decode(name, content, IN_SOURCES))
    lines, headed = [], []
    fence = ""
    for line in text.split("\n"):
        fenced = _FENCE.match(line)
        if fenced and (not fence or fenced[1].startswith(fence)):
            fence = "" if fence else fenced[1]
            lines.append("")
            continue
        if fence:
            lines.append(line)
            continue
        plain = _QUOTED.sub("", line)
        heading = _HEADING.match(plain)
        if heading:
            headed.append(len(lines))
        elif _UNDERLINE.match(plain) and lines and lines[-1].strip() and plain.strip():
            headed.append(len(lines) - 1)
            plain = ""
        lines.append(_unmarked(heading[1] if heading else plain))
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    headings = tuple((starts[at], " ".join(lines[at].split())) for at in headed if lines[at].strip())
    return Extracted("\n".join(lines), headings=headings, lined=True)


def _unmarked(line: str) -> str:
    for mark, kept in _MARKS:
        line = mark.sub(kept, line)
    return line
