// From what is selected on the page to places in the text, and back; every block says where it begins.

const block = (node: Node | null): HTMLElement | null => (node instanceof Element ? node : (node?.parentElement ?? null))?.closest<HTMLElement>("[data-at]") ?? null;

const begins = (of: HTMLElement) => Number(of.dataset.at);

function within(of: HTMLElement, node: Node, offset: number): number {
  const before = document.createRange();
  before.setStart(of, 0);
  before.setEnd(node, offset);
  return begins(of) + before.toString().length;
}

/** Where a range of the page begins and ends in the text; null where nothing of the text is in it. */
export function placesOf(range: Range, root: HTMLElement): [number, number] | null {
  if (range.collapsed || !root.contains(range.commonAncestorContainer)) return null;
  const first = block(range.startContainer);
  const last = block(range.endContainer);
  const touched = first && last ? [] : [...root.querySelectorAll<HTMLElement>("[data-at]")].filter((one) => range.intersectsNode(one));
  const from = first ? within(first, range.startContainer, range.startOffset) : touched[0] ? begins(touched[0]) : null;
  const end = touched.at(-1);
  const to = last ? within(last, range.endContainer, range.endOffset) : end ? begins(end) + (end.textContent?.length ?? 0) : null;
  return from === null || to === null || from >= to ? null : [from, to];
}

/** The text node and the offset in it of a place in the text. */
export function nodeAt(root: HTMLElement, blocks: readonly [number, number][], place: number): [Node, number] | null {
  const of = root.querySelector<HTMLElement>(`[data-at="${blocks[blockAt(blocks, place)]?.[0]}"]`);
  if (!of) return null;
  const walker = document.createTreeWalker(of, NodeFilter.SHOW_TEXT);
  let left = place - begins(of);
  let node = walker.nextNode();
  while (node) {
    const length = node.textContent!.length;
    if (left <= length) return [node, left];
    left -= length;
    node = walker.nextNode();
  }
  return null;
}

/** The block that a place is in, or the last one before it. */
export function blockAt(blocks: readonly [number, number][], place: number): number {
  let low = 0;
  let high = blocks.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (blocks[middle]![0] <= place) low = middle;
    else high = middle;
  }
  return low;
}

const bare = (text: string) => text.replace(/[\s\u00ad\u2010-]/g, "");

/** The block that a passage is, which the server tells on one line; -1 where none is. */
export function blockOf(text: string, blocks: readonly [number, number][], passage: string): number {
  const wanted = bare(passage);
  return blocks.findIndex(([start, end]) => bare(text.slice(start, end)) === wanted);
}
