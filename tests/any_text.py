"""Texts of plain data in all layouts of YAML that people write: blocks and brackets, quotes, comments, empty lines."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from standoff.case.reading.writing import in_one_line, quoted

notes = st.sampled_from(["# a note", "# worth: {us: 1}", "#", "# - [x, y", '# "it\'s"'])


@st.composite
def any_text(draw: st.DrawFn, data: dict[str, Any]) -> str:
    """A text that says what the data says."""
    writer = _Writer(draw)
    lines = writer.mapping(data, draw(st.sampled_from([0, 0, 0, 2])))
    head = draw(st.sampled_from([[], ["# the case"], ["---"], ["", "# one", "", "# two"]]))
    tail = draw(st.sampled_from([[], [""], ["# the end"], ["", "# the end", ""]]))
    if head == ["---"] and draw(st.booleans()):
        tail = ["..."]
    text = "\n".join([*head, *lines, *tail])
    return text + draw(st.sampled_from(["\n", "\n", ""]))


class _Writer:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.in_text = False
        """Whether a text on lines of its own was written last: what stands further in below it is of it."""

    def chance(self, of: int) -> bool:
        return self.draw(st.integers(0, of - 1)) == of - 1

    def scalar(self, value: Any, flow: bool) -> str:
        if isinstance(value, str):
            if value.isprintable() and self.chance(4):
                return "'" + value.replace("'", "''") + "'"
            written = quoted(value)
            return written if written.startswith('"') or not self.chance(4) else f'"{written}"'
        if value is None:
            return self.draw(st.sampled_from(["null", "~"]))
        return in_one_line(value)

    def key(self, key: str) -> str:
        written = quoted(key)
        return written if written.startswith('"') or not self.chance(8) else f"'{key}'" if "'" not in key else written

    def flow(self, value: Any, indent: int, over_lines: bool) -> str:
        """In brackets, on one line or over several."""
        if not isinstance(value, (dict, list)):
            return self.scalar(value, True)
        marks = "{}" if isinstance(value, dict) else "[]"
        if not value:
            return marks
        if isinstance(value, dict):
            parts = [f"{self.key(key)}: {self.flow(part, indent + 4, over_lines)}" for key, part in value.items()]
        else:
            parts = [self.flow(part, indent + 4, over_lines) for part in value]
        if over_lines and self.chance(3):
            space = " " * (indent + 4)
            note = "  # inside" if self.chance(3) else ""
            comma = "," if self.chance(3) else ""
            inner = f",{note}\n{space}".join(parts)
            return f"{marks[0]}\n{space}{inner}{comma}{note}\n{' ' * (indent + 2)}{marks[1]}"
        gap = " " if self.chance(3) else ""
        return f"{marks[0]}{gap}{(', ' if not self.chance(4) else ' ,  ').join(parts)}{gap}{marks[1]}"

    def around(self, indent: int) -> list[str]:
        """What may stand between two entries."""
        found = []
        if self.chance(4):
            found.append("")
        if self.chance(5):
            deeper = self.chance(3) and not self.in_text
            found.append(" " * (indent + 2 if deeper else indent) + self.draw(notes))
        if self.chance(8):
            found.append("")
        return found

    def note(self) -> str:
        return f"  {self.draw(notes)}" if self.chance(4) else ""

    def on_lines(self, text: str, indent: int) -> list[str] | None:
        """A text on lines of its own."""
        lines = text.removesuffix("\n").split("\n")
        plain = all(line and line.isprintable() and line.strip() == line for line in lines)
        if not plain:
            return None
        space, chomp = " " * (indent + 2), "" if text.endswith("\n") else "-"
        if self.chance(2) and len(lines) == 1 and "  " not in text and not text.startswith("#"):
            words = lines[0].split(" ")
            return [f">{chomp}{self.note()}", *(space + word for word in words)]
        return [f"|{chomp}{self.note()}", *(space + line for line in lines)]

    def value(self, value: Any, indent: int) -> tuple[str, list[str]]:
        """What stands on the line of the key, and the lines below it."""
        self.in_text = False
        if not isinstance(value, (dict, list)):
            if isinstance(value, str) and self.chance(5):
                lines = self.on_lines(value, indent)
                if lines:
                    self.in_text = True
                    return f" {lines[0]}", lines[1:]
            if value is None and self.chance(2):
                return self.note(), []
            return f" {self.scalar(value, False)}{self.note()}", []
        if not value or self.chance(3):
            return f" {self.flow(value, indent, self.chance(3))}{self.note()}", []
        if isinstance(value, dict):
            return self.note(), self.mapping(value, indent + self.draw(st.sampled_from([2, 2, 4, 1])))
        return self.note(), self.sequence(value, indent + self.draw(st.sampled_from([2, 2, 0, 3])))

    def mapping(self, value: dict[str, Any], indent: int) -> list[str]:
        lines: list[str] = []
        for key, part in value.items():
            lines += self.around(indent) if lines else []
            first, below = self.value(part, indent)
            lines += [f"{' ' * indent}{self.key(key)}:{first}", *below]
        return lines

    def sequence(self, value: list[Any], indent: int) -> list[str]:
        lines: list[str] = []
        for part in value:
            lines += self.around(indent) if lines else []
            if isinstance(part, dict) and part and self.chance(2):
                first, *rest = self.mapping(part, indent + 2)
                lines += [f"{' ' * indent}- {first.lstrip(' ')}", *rest]
            elif isinstance(part, list) and part and self.chance(3):
                first, *rest = self.sequence(part, indent + 2)
                lines += [f"{' ' * indent}- {first.lstrip(' ')}", *rest]
            else:
                self.in_text = False
                if isinstance(part, (dict, list)):
                    first, below = f" {self.flow(part, indent, False)}{self.note()}", []
                else:
                    first, below = self.value(part, indent)
                lines += [f"{' ' * indent}-{first}", *below]
        return lines
