/* The least that the improvements of a group lead to within a corner, by sweeps along the fibres of its parties. */

#include "stability.h"

/* One walk along a fibre, best first: lower x to the least of what is better; the states that changed. */
INLINE int64_t walk_fibre(const void *from, int64_t first, int64_t count, const uint32_t *restrict places,
                          uint32_t start, int wide, int ties, int32_t *restrict x, uint32_t *restrict changed) {
    int32_t better = UNREACHED, so_far = UNREACHED;
    int64_t found = 0;
    for (int64_t k = 0; k < count; k++) {
        uint32_t place = place_of(from, first + k, wide), bare = place & (wide ? 0x7fffffffu : 0x7fffu);
        uint32_t at = start | places[bare];
        if (ties) better = place >> (wide ? 31 : 15) ? so_far : better;
        int32_t here = x[at], least = better < here ? better : here;
        x[at] = least, changed[found] = bare, found += least < here;
        if (ties)
            so_far = least < so_far ? least : so_far;
        else
            better = least;
    }
    return found;
}

/* The same with one-way steps. least[a | b]: of what has been walked over, whose higher one-way steps taken are b, and
   the lower ones at least a; so that neither what is written nor what is read are many. */
INLINE int64_t walk_blocks(const Mover *mover, int64_t first, int64_t count, uint32_t start, int wide,
                           int32_t *restrict x, int32_t *restrict least, uint32_t *restrict changed) {
    const void *from = mover->fibres->places;
    uint32_t all = (1u << mover->ways) - 1, low = mover->ways > 3 ? (1u << mover->ways / 2) - 1 : all,
             high = all & ~low;
    int64_t found = 0;
    for (uint32_t b = 0; b <= all; b++) least[b] = UNREACHED;
    for (int64_t k = 0, group = 0; k < count; k = group) {
        do {
            uint32_t place = place_of(from, first + group, wide) & (wide ? 0x7fffffffu : 0x7fffu);
            uint32_t at = start | mover->places[place], block = mover->blocks[place], free = high & ~block, more = free;
            int32_t better = least[block];
            while (more) {
                int32_t other = least[block | more];
                better = other < better ? other : better, more = (more - 1) & free;
            }
            int32_t here = x[at];
            better = better < here ? better : here;
            x[at] = better, changed[found] = place, found += better < here;
        } while (++group < count && !(place_of(from, first + group, wide) >> (wide ? 31 : 15)));
        for (int64_t l = k; l < group; l++) {
            uint32_t place = place_of(from, first + l, wide) & (wide ? 0x7fffffffu : 0x7fffu);
            uint32_t block = mover->blocks[place], taken = block & low, fewer = taken;
            int32_t here = x[start | mover->places[place]];
            for (;;) {
                int32_t *of = &least[(block & high) | fewer];
                *of = here < *of ? here : *of;
                if (!fewer) break;
                fewer = (fewer - 1) & taken;
            }
        }
    }
    return found;
}

/* The same with at most FEW one-way steps: least[b] is of all that can be reached from block b, in a few vectors. */
INLINE int64_t walk_few(const Mover *mover, int64_t first, int64_t count, uint32_t start, int size, int wide, int ties,
                        int32_t *restrict x, uint32_t *restrict changed) {
    const void *from = mover->fibres->places;
    const uint32_t *restrict places = mover->places, *restrict blocks = mover->blocks;
    int32_t least[1 << FEW], so_far[1 << FEW];
    int64_t found = 0;
    for (int b = 0; b < size; b++) least[b] = so_far[b] = UNREACHED;
    for (int64_t k = 0; k < count; k++) {
        uint32_t place = place_of(from, first + k, wide), bare = place & (wide ? 0x7fffffffu : 0x7fffu);
        uint32_t at = start | places[bare], block = blocks[bare];
        if (ties && place >> (wide ? 31 : 15)) memcpy(least, so_far, (size_t)size * sizeof *least);
        int32_t here = x[at], better = least[block];
        better = better < here ? better : here;
        x[at] = better, changed[found] = bare, found += better < here;
        const int32_t *barred = mover->barred + (int64_t)block * size;
        int32_t *to = ties ? so_far : least;
        for (int b = 0; b < size; b++) {
            int32_t reached = better > barred[b] ? better : barred[b];
            to[b] = reached < to[b] ? reached : to[b];
        }
    }
    return found;
}

INLINE int64_t walk_few_of(const Mover *mover, int64_t first, int64_t count, uint32_t start, int size,
                           int32_t *restrict x, uint32_t *restrict changed) {
    if (mover->fibres->wide) return walk_few(mover, first, count, start, size, 1, 1, x, changed);
    return mover->fibres->ties ? walk_few(mover, first, count, start, size, 0, 1, x, changed)
                               : walk_few(mover, first, count, start, size, 0, 0, x, changed);
}

/* Sweep the stale fibres of one mover; how many places were walked over. */
CLONES static int64_t sweep(Corner *corner, Mover *mover) {
    const Fibres *fibres = mover->fibres;
    int64_t walked = 0;
    mover->unswept = 0;
    for (int64_t f = 0; f < mover->count; f++) {
        if (!mover->stale[f]) continue;
        mover->stale[f] = 0;
        uint32_t row = mover->row | mover->rows[f], start = mover->starts[f];
        int64_t count = fibres->counts[row], first = (int64_t)row << mover->width, found;
        if (!count) continue;
        walked += count;
        int32_t *x = corner->x;
        uint32_t *changed = corner->changed;
        if (mover->ways && mover->ways <= FEW)
            found = mover->ways < 4    ? walk_few_of(mover, first, count, start, 8, x, changed)
                    : mover->ways == 4 ? walk_few_of(mover, first, count, start, 16, x, changed)
                                       : walk_few_of(mover, first, count, start, 32, x, changed);
        else if (mover->ways)
            found = fibres->wide ? walk_blocks(mover, first, count, start, 1, x, corner->least, changed)
                                 : walk_blocks(mover, first, count, start, 0, x, corner->least, changed);
        else if (fibres->wide)
            found = walk_fibre(fibres->places, first, count, mover->places, start, 1, 1, x, changed);
        else if (fibres->ties)
            found = walk_fibre(fibres->places, first, count, mover->places, start, 0, 1, x, changed);
        else
            found = walk_fibre(fibres->places, first, count, mover->places, start, 0, 0, x, changed);
        for (int m = 0; found && m < corner->movers; m++) {
            const Mover *other = &corner->mover[m];
            if (other == mover || other->unswept) continue;
            const uint32_t *restrict crossed = mover->crossed + ((int64_t)m << mover->width);
            uint8_t *restrict stale = other->stale + squeezed(other->fibre_of, start);
            for (int64_t k = 0; k < found; k++) stale[crossed[changed[k]]] = 1;
        }
    }
    return walked;
}

/* The least that improvements lead to, within the corner that begins at `base`: sweeps, as long as they walk over no
   more than `patience` times all places, and then labels. */
SHARED int kernel_spread_improvements(const Graph *of, Corner *corner, uint32_t base, int64_t patience) {
    uint32_t all = (uint32_t)(of->size - 1);
    int64_t left = patience * corner->movers * corner->size;
    for (int m = 0; m < corner->movers; m++) {
        Mover *mover = &corner->mover[m];
        mover->row = squeeze(base, all & ~mover->fibres->own);
        memset(mover->stale, 1, (size_t)mover->count);
        mover->unswept = 1;
    }
    for (int settled = 0, turn = 0; settled < corner->movers; turn = (turn + 1) % corner->movers) {
        if (left <= 0) return kernel_spread_labels(corner);
        int64_t walked = sweep(corner, &corner->mover[turn]);
        left -= walked, settled = walked ? 1 : settled + 1;
    }
    return FINE;
}
