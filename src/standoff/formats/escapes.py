"""How text from a case is made harmless: one function a format, each from any text to text of that format."""

from __future__ import annotations

from standoff.printable import replaced

__all__ = ["dot", "gambit", "latex", "markdown", "plain"]


def plain(text: str) -> str:
    """Text on one line, without characters that cannot be seen.

    >>> plain("two\\nlines, \\u202e and\\x1b[31m red ")
    'two lines, and [31m red'
    """
    return " ".join(replaced(text, " ").split())


def _replaced(text: str, by: dict[str, str]) -> str:
    return "".join(by.get(c, c) for c in plain(text))


_MARKDOWN = {c: "\\" + c for c in "\\`*_[]|~#$"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def markdown(text: str) -> str:
    """Text within a line of Markdown: no markup, no cell of a table, no HTML.

    >>> markdown("a|b <script> *c*")
    'a\\\\|b &lt;script&gt; \\\\*c\\\\*'
    """
    return _replaced(text, _MARKDOWN)


_LATEX = {c: "\\" + c for c in "{}&%$#_"} | {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
    "|": "\\textbar{}",
    "[": "{[}",  # after the end of a row, [ and * would be taken for what belongs to it
    "]": "{]}",
    "*": "{*}",
}


def latex(text: str) -> str:
    """Text within a paragraph or a cell of LaTeX; letters of other scripts need an engine that knows them.

    >>> latex("50 % & \\\\input{x}")
    '50 \\\\% \\\\& \\\\textbackslash{}input\\\\{x\\\\}'
    """
    return _replaced(text, _LATEX)


def dot(text: str) -> str:
    """Text within a quoted string of Graphviz, where it stands for itself: no escapes, no entities.

    >>> dot('say "no" & \\\\N')
    'say \\\\"no\\\\" &amp; \\\\\\\\N'
    """
    return _replaced(text, {'"': '\\"', "\\": "\\\\", "&": "&amp;"})


def gambit(text: str) -> str:
    """Text within a quoted label of Gambit, which knows an escape for quotation marks and for nothing else.

    >>> gambit('say "no" \\\\')
    'say \\\\"no\\\\" /'
    """
    return _replaced(text, {'"': '\\"', "\\": "/"})
