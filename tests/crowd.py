"""Seven parties and thirty steps with long names: more than a page or a table of the terminal has room for."""

NAMES = (
    "Federal Republic of Aldmark", "Beren", "Confederation of Coastal Cantons", "Dorn", "Eastern Provinces",
    "Farrow and the Isles", "Grand Duchy of Gelt",
)  # fmt: skip
KEYS = "abcdefg"


def crowd(steps: int = 30) -> str:
    """The text of a case: each party owns every seventh step, which costs it 1 to 3 and gives the next two parties 4."""
    lines = ["format: 1", "title: The congress of seven", "as_of: 2026-11-02", "parties:"]
    lines += [
        f"  {key}: {{name: {name}, horizon: 2 to 6 years, walkout_cost: 1 to 3}}"
        for key, name in zip(KEYS, NAMES, strict=True)
    ]
    lines.append("steps:")
    for n in range(steps):
        owner, first, second = KEYS[n % 7], KEYS[(n + 1) % 7], KEYS[(n + 2) % 7]
        short = f", short: clause {n + 1}" if n % 2 else ""
        lines.append(
            f"  s{n + 1}: {{by: {owner}, name: Article {n + 1} of the treaty on transit and customs in the inner sea{short}, "
            f"takes: 1 month, seen: 2 weeks, undo: 3 months, worth: {{{owner}: -3 to -1, {first}: 4, {second}: 2 to 6}}}}"
        )
    lines += [
        "deals:",
        "  core: [s1, s2, s3, s4]",
        "  pair: {title: 'The pair: two of them', steps: [s5, s6]}",
        "plans:",
    ]
    starts = range(0, steps, 6)
    phases = ", ".join(f"[{', '.join(f's{n + 1}' for n in range(k, min(k + 6, steps)))}]" for k in starts)
    lines.append(f"  every_article: {{title: 'All of it: every article in order', phases: [{phases}]}}")
    lines.append("  first_four: {phases: [[s1, s2], [s3, s4]], pace: 1 month}")
    return "\n".join(lines) + "\n"
