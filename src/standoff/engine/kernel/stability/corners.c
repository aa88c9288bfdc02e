/* Corners: what a group of parties can change, close together; and the least that its moves, or its improvements, lead
   to, for every state. */

#include "stability.h"

enum { LINE = 4 }; /* bits of a cache line */

SHARED void kernel_close_corner(Corner *corner) {
    for (int m = 0; m < corner->movers; m++) {
        Mover *mover = &corner->mover[m];
        void *all[] = {mover->starts,   mover->rows, mover->places, mover->blocks, mover->stale, mover->fibre_of,
                       mover->block_of, mover->list, mover->level,  mover->next,   mover->barred};
        for (size_t k = 0; k < sizeof all / sizeof *all; k++) free(all[k]);
        free(mover->crossed);
    }
    free(corner->x), free(corner->before), free(corner->least), free(corner->barred), free(corner->labelled);
    free(corner->changed), free(corner->queue);
    memset(corner, 0, sizeof *corner);
}

static int open_mover(const Graph *of, const Corner *corner, int party, const Fibres *fibres, Mover *mover) {
    uint32_t own = of->makes[party] | of->ends[party], one_way = of->makes[party] ^ of->ends[party];
    uint32_t rest = (uint32_t)(of->size - 1) & ~own, inner = corner->bits & ~own;
    mover->makes = squeeze(of->makes[party], corner->bits), mover->ends = squeeze(of->ends[party], corner->bits);
    if (!fibres) return FINE;
    mover->fibres = fibres, mover->width = ones(own), mover->ways = ones(one_way);
    mover->count = corner->size >> mover->width;
    int64_t size = (int64_t)1 << mover->width;
    mover->starts = malloc((size_t)mover->count * sizeof(uint32_t));
    mover->rows = malloc((size_t)mover->count * sizeof(uint32_t));
    mover->stale = malloc((size_t)mover->count);
    mover->places = malloc((size_t)size * sizeof(uint32_t));
    mover->fibre_of = malloc(sizeof(Squeeze));
    if (!mover->starts || !mover->rows || !mover->stale || !mover->places || !mover->fibre_of) return NO_MEMORY;
    kernel_spread_table(mover->places, squeeze(own, corner->bits));
    kernel_spread_table(mover->starts, squeeze(inner, corner->bits));
    kernel_spread_table(mover->rows, squeeze(inner, rest));
    kernel_squeeze_table(mover->fibre_of, corner->width, squeeze(inner, corner->bits), 0);
    if (!mover->ways) return FINE;
    mover->blocks = malloc((size_t)size * sizeof(uint32_t));
    mover->block_of = malloc(sizeof(Squeeze));
    if (!mover->blocks || !mover->block_of) return NO_MEMORY;
    /* A block is numbered by the one-way steps that are taken: in force, or out of force if they can only be ended. */
    uint32_t ended = squeeze(of->ends[party] & one_way, one_way), which = squeeze(one_way, own);
    for (int64_t k = 0; k < size; k++) mover->blocks[k] = squeeze((uint32_t)k, which) ^ ended;
    kernel_squeeze_table(mover->block_of, corner->width, squeeze(one_way, corner->bits), 0);
    if (mover->ways > FEW) return FINE;
    int blocks = 1 << mover->ways, row = blocks < 8 ? 8 : blocks;
    mover->barred = malloc((size_t)blocks * (size_t)row * sizeof(int32_t));
    if (!mover->barred) return NO_MEMORY;
    for (int b = 0; b < blocks; b++)
        for (int c = 0; c < row; c++) mover->barred[b * row + c] = c & ~b ? UNREACHED : INT32_MIN;
    return FINE;
}

/* The corners of a group; with `fibres` (one for each party, or NULL) for improvements too. */
SHARED int kernel_open_corner(const Graph *of, uint32_t group, const Fibres *fibres, Corner *corner) {
    memset(corner, 0, sizeof *corner);
    uint32_t all = (uint32_t)(of->size - 1);
    for (int i = 0; i < of->parties; i++)
        if (group >> i & 1) corner->makes |= of->makes[i], corner->ends |= of->ends[i];
    /* Whole cache lines, and not too few states: a corner may hold several that are apart. */
    corner->bits = (corner->makes | corner->ends | ((1u << LINE) - 1)) & all;
    for (uint32_t left = all & ~corner->bits; left && ones(corner->bits) < 10; left &= left - 1)
        corner->bits |= left & (0 - left);
    corner->others = all & ~corner->bits;
    corner->width = ones(corner->bits), corner->size = (int64_t)1 << corner->width;
    corner->makes = squeeze(corner->makes, corner->bits), corner->ends = squeeze(corner->ends, corner->bits);
    while (corner->run < of->n && corner->bits >> corner->run & 1) corner->run++;
    size_t size = (size_t)corner->size, most = 1, blocks = 1;
    corner->x = kernel_large_room(size, sizeof(int32_t));
    corner->before = kernel_large_room(size, sizeof(int32_t));
    corner->barred = malloc(size);
    int status = corner->x && corner->before && corner->barred ? FINE : NO_MEMORY;
    for (int i = 0; i < of->parties && status == FINE; i++) {
        if (!(group >> i & 1) || !(of->makes[i] | of->ends[i])) continue;
        Mover *mover = &corner->mover[corner->movers++];
        status = open_mover(of, corner, i, fibres ? fibres + i : NULL, mover);
        if ((size_t)1 << mover->width > most) most = (size_t)1 << mover->width;
        if ((size_t)1 << mover->ways > blocks) blocks = (size_t)1 << mover->ways;
    }
    for (int m = 0; fibres && m < corner->movers && status == FINE; m++) {
        Mover *mover = &corner->mover[m];
        mover->crossed = malloc(((size_t)corner->movers << mover->width) * sizeof(uint32_t));
        if (!mover->crossed) status = NO_MEMORY;
        for (int o = 0; o < corner->movers && status == FINE; o++)
            for (int64_t k = 0; k < (int64_t)1 << mover->width; k++)
                mover->crossed[((int64_t)o << mover->width) + k] =
                    squeezed(corner->mover[o].fibre_of, mover->places[k]);
    }
    corner->changed = malloc(most * sizeof(uint32_t));
    corner->least = malloc(blocks * sizeof(int32_t));
    return status == FINE && corner->changed && corner->least ? FINE : NO_MEMORY;
}

/* Copy the corner in, infeasible states as UNREACHED. */
CLONES static void enter(const Graph *of, Corner *corner, uint32_t base, const int32_t *values) {
    uint32_t rows = corner->bits >> corner->run << corner->run, row = 0;
    int64_t run = (int64_t)1 << corner->run;
    int32_t *restrict x = corner->x;
    uint8_t *restrict barred = corner->barred, any = 0;
    do {
        const int32_t *from = values + (base | row);
        const uint8_t *feasible = of->feasible + (base | row);
        if (of->complete)
            memcpy(x, from, (size_t)run * sizeof *x);
        else
            for (int64_t k = 0; k < run; k++) {
                barred[k] = !feasible[k], any |= barred[k];
                x[k] = feasible[k] ? from[k] : UNREACHED;
            }
        x += run, barred += run;
    } while ((row = next_subset(row, rows)));
    corner->complete = !any;
}

static void leave(const Corner *corner, uint32_t base, int32_t *values) {
    uint32_t rows = corner->bits >> corner->run << corner->run, row = 0;
    int64_t run = (int64_t)1 << corner->run;
    const int32_t *x = corner->x;
    do {
        memcpy(values + (base | row), x, (size_t)run * sizeof *x);
        x += run;
    } while ((row = next_subset(row, rows)));
}

CLONES static int bar(int32_t *restrict x, const uint8_t *restrict barred, const int32_t *restrict before,
                      int64_t size) {
    int32_t changed = 0;
    for (int64_t k = 0; k < size; k++) {
        x[k] = barred[k] ? UNREACHED : x[k];
        changed |= x[k] ^ before[k];
    }
    return changed != 0;
}

/* The least that any moves lead to, within the corner. */
static void spread_moves(Corner *corner) {
    if (corner->complete) {
        kernel_fold_all(corner->x, corner->width, corner->makes, corner->ends, 0);
        return;
    }
    for (int settled = 0, turn = 0; settled < corner->movers; turn = (turn + 1) % corner->movers) {
        const Mover *mover = &corner->mover[turn];
        memcpy(corner->before, corner->x, (size_t)corner->size * sizeof(int32_t));
        kernel_fold_all(corner->x, corner->width, mover->makes, mover->ends, 0);
        settled = bar(corner->x, corner->barred, corner->before, corner->size) ? 1 : settled + 1;
    }
}

/* The least that a group's moves, or its improvements, lead to, for every state; UNREACHED where infeasible. */
SHARED int kernel_spread_all(const Graph *of, Corner *corner, const int32_t *values, int improving, int64_t patience,
                             int32_t *found) {
    uint32_t base = 0;
    do {
        enter(of, corner, base, values);
        if (!improving)
            spread_moves(corner);
        else if (kernel_spread_improvements(of, corner, base, patience))
            return NO_MEMORY;
        leave(corner, base, found);
    } while ((base = next_subset(base, corner->others)));
    return FINE;
}
