"""From the LaTeX of a bibliography to plain text: accents, letters, dashes, quotation marks; commands are left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

__all__ = ["address", "plain_text"]

_ACCENTS: Mapping[str, str] = dict(
    zip(
        "`'^~=.\"urHvdckb",
        "\u0300\u0301\u0302\u0303\u0304\u0307\u0308\u0306\u030a\u030b\u030c\u0323\u0327\u0328\u0331",
        strict=True,
    )
)
"""Of each command, what it puts on the letter that follows."""

_LETTERS: Mapping[str, str] = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
    "textendash": "–",
    "textemdash": "—",
    "textquoteright": "’",
    "textquoteleft": "‘",
    "textquotesingle": "'",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "ldots": "…",
    "dots": "…",
    "textellipsis": "…",
    "textasciicircum": "^",
    "textunderscore": "_",
    "slash": "/",
    "textregistered": "®",
    "texttrademark": "™",
    "copyright": "©",
    "S": "§",
    "P": "¶",
    "pounds": "£",
    "euro": "€",
    "textbackslash": "\ue004",
    "textasciitilde": "\ue005",
}
"""Commands that stand for a letter or a sign; of some the sign comes last, as it could be taken for a command."""

_BASE = r"\\[ij](?![A-Za-z])|[^\W\d_]"
_ACCENTED = re.compile(
    rf"\\(?:(?P<sign>[`'^~=.\"])\s*|(?P<word>[urHvdckb])(?=[\s{{\\])\s*)"
    rf"(?:\{{\s*(?P<inside>{_BASE})\s*\}}|(?P<bare>{_BASE}))"
)
_COMMAND = re.compile(rf"\\({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?![A-Za-z])(?:\{{\}}|\s*)")
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_OPEN, _CLOSE = "\ue001", "\ue002"
_HELD = str.maketrans({_OPEN: "{", _CLOSE: "}", "\ue003": "$", "\ue004": "\\", "\ue005": "~"})
_INSTEAD = {"{": _OPEN, "}": _CLOSE, "$": "\ue003"}
_LINK = re.compile(r"\\href\s*\{[^{}]*\}")
_QUOTED = re.compile(r"\\(?:enquote|mkbibquote)\*?\s*\{([^{}]*)\}")
_OTHER = re.compile(r"\\(?:[A-Za-z]+\*?\s*|[-/@])")
_SPACE = re.compile(r"\\(?:[ ,;:!\\]|(?:q?quad|newline|par)(?![A-Za-z]))|~")


def plain_text(text: str) -> str:
    r"""The text that LaTeX sets for a value of a bibliography.

    >>> plain_text(r"{\"U}ber den {\O}resund --- a \emph{first} look"), plain_text(r"M\'exico \& Fran\c{c}ois")
    ('Über den Øresund — a first look', 'México & François')
    """
    text = _ACCENTED.sub(_accented, text)
    text = _COMMAND.sub(lambda found: _LETTERS[found[1]], text)
    text = _ESCAPED.sub(lambda found: _INSTEAD.get(found[1], found[1]), text)
    text = _QUOTED.sub(r"“\1”", _LINK.sub("", text))
    text = _SPACE.sub(" ", text)
    text = _OTHER.sub("", text)
    text = re.sub("[{}$]", "", text)
    text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    return " ".join(text.translate(_HELD).split())


def _accented(found: re.Match[str]) -> str:
    base = (found["inside"] or found["bare"]).lstrip("\\")
    return unicodedata.normalize("NFC", base + _ACCENTS[found["sign"] or found["word"]])


def address(text: str) -> str:
    r"""An address of the web, in which `~` and `--` stand for themselves.

    >>> address(r"\url{https://example.org/~lee/a\_b--c}")
    'https://example.org/~lee/a_b--c'
    """
    text = re.sub(r"\\url\s*", "", text)
    text = re.sub(r"\\(?:textasciitilde|~)\s*(?:\{\})?", "~", text)
    return re.sub(r"[{}\s]", "", _ESCAPED.sub(r"\1", text))
