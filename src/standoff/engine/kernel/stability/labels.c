/* The least that the improvements of a group lead to within a corner, by labels, after sweeps that took too long. */

#include "stability.h"

/* Room for labels, once for each corner that needs it. */
static int open_labels(Corner *corner) {
    if (corner->queue) return FINE;
    size_t size = (size_t)corner->size;
    corner->queue = malloc(3 * size * sizeof(uint64_t)); /* two to sort, one to put off */
    corner->labelled = malloc(size);
    int status = corner->queue && corner->labelled ? FINE : NO_MEMORY;
    for (int m = 0; m < corner->movers; m++) {
        Mover *mover = &corner->mover[m];
        size_t blocks = (size_t)mover->count << mover->ways;
        mover->list = malloc(size * sizeof(uint32_t));
        mover->level = malloc(size * sizeof(uint32_t));
        mover->next = malloc(2 * blocks * sizeof(uint32_t));
        if (!mover->list || !mover->level || !mover->next) status = NO_MEMORY;
        if (mover->next) mover->last = mover->next + blocks;
    }
    return status;
}

/* The blocks of a mover, the worst state first; levels: larger is worse, within a fibre. */
static void list_blocks(Mover *mover) {
    const Fibres *fibres = mover->fibres;
    int wide = fibres->wide, inner = mover->width - mover->ways;
    for (int64_t f = 0; f < mover->count; f++) {
        uint32_t row = mover->row | mover->rows[f], start = mover->starts[f], level = 0;
        int64_t count = fibres->counts[row], first = (int64_t)row << mover->width;
        uint32_t *next = mover->next + (f << mover->ways), *last = mover->last + (f << mover->ways);
        for (uint32_t b = 0; b < 1u << mover->ways; b++)
            next[b] = last[b] = (uint32_t)((f << mover->width) + ((int64_t)b << inner));
        for (int64_t k = 0; k < count; k++) {
            uint32_t place = place_of(fibres->places, first + k, wide);
            level += place >> (wide ? 31 : 15);
            mover->level[start | mover->places[place & (wide ? 0x7fffffffu : 0x7fffu)]] = level;
        }
        for (int64_t k = count - 1; k >= 0; k--) {
            uint32_t place = place_of(fibres->places, first + k, wide) & (wide ? 0x7fffffffu : 0x7fffu);
            mover->list[last[mover->ways ? mover->blocks[place] : 0]++] = start | mover->places[place];
        }
    }
}

/* The least that improvements lead to, within the corner, from what sweeps have left: each value in increasing order to
   all that can reach it and have no label yet. */
SHARED int kernel_spread_labels(Corner *corner) {
    if (open_labels(corner)) return NO_MEMORY;
    uint64_t *queue = corner->queue;
    uint32_t *waiting = (uint32_t *)(corner->queue + 2 * corner->size);
    int32_t *x = corner->x;
    int64_t count = 0;
    for (int m = 0; m < corner->movers; m++) list_blocks(&corner->mover[m]);
    for (int64_t k = 0; k < corner->size; k++) {
        corner->labelled[k] = 0;
        if (x[k] == UNREACHED) continue;
        queue[count++] = (uint64_t)((uint32_t)x[k] ^ 0x80000000u) << 32 | (uint64_t)k;
    }
    queue = kernel_sort_digits(queue, queue + corner->size, count, 32, 64);
    for (int64_t k = 0; k < count; k++) {
        uint32_t first = (uint32_t)queue[k];
        if (corner->labelled[first]) continue;
        int32_t value = x[first];
        int64_t left = 0;
        waiting[left++] = first, corner->labelled[first] = 1;
        while (left) {
            uint32_t to = waiting[--left];
            for (int m = 0; m < corner->movers; m++) {
                Mover *mover = &corner->mover[m];
                uint32_t fibre = squeezed(mover->fibre_of, to), block = 0;
                if (!mover->fibres->counts[mover->row | mover->rows[fibre]]) continue;
                if (mover->ways) block = squeezed(mover->block_of, to) ^ mover->blocks[0];
                uint32_t level = mover->level[to], from = block;
                for (;;) {
                    uint32_t at = fibre << mover->ways | from, next = mover->next[at], last = mover->last[at];
                    while (next < last && mover->level[mover->list[next]] > level) {
                        uint32_t state = mover->list[next++];
                        if (corner->labelled[state]) continue;
                        corner->labelled[state] = 1, x[state] = value, waiting[left++] = state;
                    }
                    mover->next[at] = next;
                    if (!from) break;
                    from = (from - 1) & block;
                }
            }
        }
    }
    return FINE;
}
