"""HTML: what a browser would show of it as text, a line for each block, and the headings.

Tags are told apart by one pattern that never looks twice at what it has passed: the parser of the standard library
takes minutes for some pages of half a megabyte that are broken on purpose.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html import unescape

from standoff.case.reading.source import UnreadableError, decode
from standoff.case.reading.texts.plain import IN_SOURCES
from standoff.case.reading.texts.text import Extracted

__all__ = ["read"]

_UNSEEN = frozenset(("template", "noscript", "title", "head", "svg", "math", "textarea", "select"))
_EMPTY = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "dialog", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
        *("li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    )
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HIDDEN = re.compile(
    r"(?:\A|\s)(?:hidden(?=[\s=/]|\Z)|style\s*=\s*[\"'][^\"']*(?:display\s*:\s*none|visibility\s*:\s*hidden))",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style)\b[^<>]*+>.*?(?:</\1\s*>|\Z)"
    r"|<[!?][^>]*(?:>|\Z)"
    r"|<(?P<end>/?)(?P<tag>[A-Za-z][^\s/<>]*)(?P<given>(?:[^<>\"']|\"[^\"]{0,5000}\"|'[^']{0,5000}')*+)>",
    re.DOTALL | re.IGNORECASE,
)
"""What is no text: comments, scripts and styles, declarations, and tags with what is given in them."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)


def read(name: str, content: bytes) -> Extracted:
    """The visible text of an HTML page, and its headings; raises UnreadableError.

    >>> page = b"<title>x</title><h1>Harbour</h1><p>We <b>will not</b> open it.<script>f()</script></p>"
    >>> read("a.html", page).text, read("a.html", page).headings
    ('Harbour\\n\\nWe will not open it.', ((0, 'Harbour'),))
    """
    page = _Page()
    for words, end, tag, given in _taken_apart(_decoded(name, content)):
        page.take(words)
        if tag:
            (page.leave if end else page.enter)(tag, given)
    page.end_block()
    return Extracted("".join(page.parts), headings=tuple(page.headings))


def _decoded(name: str, content: bytes) -> str:
    """The characters of a page, in the encoding that it names, or in UTF-8."""
    named = _CHARSET.search(content, 0, 4096)
    encoding = named[1].decode("ascii") if named else "utf-8"
    try:
        codec = codecs.lookup(encoding)
    except LookupError:
        raise UnreadableError(
            name, f"this page says that it is in `{encoding}`, which is no encoding", "save it again as UTF-8"
        ) from None
    if codec.name.startswith(("utf-8", "utf-16", "utf_16")) or content[:3] == b"\xef\xbb\xbf" or b"\0" in content:
        return decode(name, content, IN_SOURCES)  # what can name itself in single bytes is not in UTF-16
    try:
        text = codec.decode(content, "strict")[0]
    except (UnicodeError, LookupError, TypeError, ValueError):
        text = None
    if not isinstance(text, str):
        raise UnreadableError(name, f"this page is not in `{encoding}`, as it says", "save it again as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _taken_apart(page: str) -> Iterator[tuple[str, bool, str, str]]:
    """Words, and the tag after them: whether it ends something, its name, and what is given in it."""
    start = 0
    for token in _TOKEN.finditer(page):
        yield (
            unescape(page[start : token.start()]),
            bool(token["end"]),
            (token["tag"] or "").lower(),
            token["given"] or "",
        )
        start = token.end()
    yield unescape(page[start:]), False, "", ""


class _Page:
    """Gathers what is seen; what stands within a hidden element is not."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self._length = 0
        self._block: list[str] = []
        self._hidden: list[str] = []
        self._kept = 0
        self._heading = False

    def enter(self, tag: str, given: str) -> None:
        """Begin a block, or something that is not seen."""
        if self._hidden and self._hidden[0] == "head" and tag == "body":
            self._hidden.clear()  # the end of a head may be left out
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.append(tag)
            return
        if tag not in _EMPTY and (tag in _UNSEEN or _HIDDEN.search(given)):
            if not given.endswith("/"):
                self._hidden.append(tag)
            return
        if tag == "br":
            self._block.append("\n")
        elif tag in ("td", "th"):
            self._block.append(" ")
        elif tag in _BLOCKS:
            self.end_block()
            self._heading = tag in _HEADINGS
        self._kept += tag == "pre"

    def leave(self, tag: str, _: str) -> None:
        """End a block, or what was not seen."""
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
            return
        if tag in _BLOCKS:
            self.end_block()
        if tag == "pre":
            self._kept = max(0, self._kept - 1)

    def take(self, words: str) -> None:
        """Take in words; line breaks among them count in `pre` alone."""
        if words and not self._hidden:
            self._block.append(words if self._kept else re.sub(r"[ \t\n\f]+", " ", words))

    def end_block(self) -> None:
        """Put what was gathered into the text, an empty line after what came before."""
        whole = "".join(self._block)
        if not self._kept:
            whole = re.sub(" ?\n ?", "\n", re.sub(" {2,}", " ", whole))
        text = whole.strip("\n" if self._kept else None)
        self._block.clear()
        if text:
            self.parts += ["\n\n", text] if self.parts else [text]
            start = self._length + (2 if len(self.parts) > 1 else 0)
            if self._heading:
                self.headings.append((start, " ".join(text.split())))
            self._length = start + len(text)
        self._heading = False
