"""What hands do on a page: words that are selected, cards that are carried from one place to another."""

from __future__ import annotations

from typing import Any


def drag_over(page: Any, words: str) -> None:
    """Select words as a hand does: press before the first, move, let go after the last."""
    ends = page.evaluate(
        """words => {
            for (const block of document.querySelectorAll('[data-at]')) {
                const at = block.textContent.replace(/\\s/g, ' ').indexOf(words);
                if (at < 0) continue;
                block.scrollIntoView({block: 'center'});
                const point = place => {
                    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
                    let left = place;
                    for (let node = walker.nextNode(); node; left -= node.length, node = walker.nextNode())
                        if (left <= node.length) {
                            const range = document.createRange();
                            range.setStart(node, left);
                            const box = range.getBoundingClientRect();
                            return [box.left, (box.top + box.bottom) / 2];
                        }
                };
                return [point(at), point(at + words.length)];
            }
        }""",
        words,
    )
    (x, y), (to_x, to_y) = ends
    page.mouse.move(x + 1, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()
    page.wait_for_selector(".evidence-attach")


def carry(page: Any, what: Any, x: float, y: float) -> None:
    """Press on something, carry it to a point of the window in steps as a hand does, and let go."""
    box = what.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 9, box["y"] + box["height"] / 2 + 4, steps=3)
    page.mouse.move(x, y, steps=6)
    page.mouse.up()
