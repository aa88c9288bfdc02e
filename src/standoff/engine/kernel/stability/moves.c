/* Moves: the least or the most of what each state can become, for all states at once. */

#include "stability.h"

enum { COLUMN = 9, ROWS = 4 }; /* bits of what is folded at once; see kernel_fold_all */

INLINE int32_t better_of(int32_t a, int32_t b, int most) { return most ? (a > b ? a : b) : (a < b ? a : b); }

INLINE void join_runs(int32_t *restrict without, int32_t *restrict with, int64_t width, int ways, int most) {
    for (int64_t k = 0; k < width; k++) {
        int32_t a = without[k], b = with[k], c = better_of(a, b, most);
        if (ways & MAKES) without[k] = c;
        if (ways & ENDS) with[k] = c;
    }
}

INLINE void fold_pairs(int32_t *restrict x, int64_t size, int64_t width, int ways, int most) {
    if (width == 1) {
        for (int64_t q = 0; q < size; q += 2) {
            int32_t a = x[q], b = x[q + 1], c = better_of(a, b, most);
            x[q] = ways & MAKES ? c : a, x[q + 1] = ways & ENDS ? c : b;
        }
    } else if (width == 2) {
        for (int64_t q = 0; q < size; q += 4) {
            int32_t a = x[q], b = x[q + 1], c = x[q + 2], d = x[q + 3];
            int32_t e = better_of(a, c, most), f = better_of(b, d, most);
            x[q] = ways & MAKES ? e : a, x[q + 1] = ways & MAKES ? f : b;
            x[q + 2] = ways & ENDS ? e : c, x[q + 3] = ways & ENDS ? f : d;
        }
    } else if (width == 4) {
        for (int64_t q = 0; q < size; q += 8)
            for (int k = 0; k < 4; k++) {
                int32_t a = x[q + k], b = x[q + 4 + k], c = better_of(a, b, most);
                x[q + k] = ways & MAKES ? c : a, x[q + 4 + k] = ways & ENDS ? c : b;
            }
    } else {
        for (int64_t q = 0; q < size; q += 2 * width) join_runs(x + q, x + q + width, width, ways, most);
    }
}

CLONES static void fold_least(int32_t *x, int64_t size, int64_t width, int ways) {
    if (ways == (MAKES | ENDS))
        fold_pairs(x, size, width, MAKES | ENDS, 0);
    else if (ways == MAKES)
        fold_pairs(x, size, width, MAKES, 0);
    else
        fold_pairs(x, size, width, ENDS, 0);
}

CLONES static void fold_most(int32_t *x, int64_t size, int64_t width, int ways) {
    if (ways == (MAKES | ENDS))
        fold_pairs(x, size, width, MAKES | ENDS, 1);
    else if (ways == MAKES)
        fold_pairs(x, size, width, MAKES, 1);
    else
        fold_pairs(x, size, width, ENDS, 1);
}

CLONES static void join_strips(int32_t *without, int32_t *with, int64_t width, int ways, int most) {
    if (most) {
        if (ways & MAKES && ways & ENDS)
            join_runs(without, with, width, MAKES | ENDS, 1);
        else if (ways & MAKES)
            join_runs(without, with, width, MAKES, 1);
        else
            join_runs(without, with, width, ENDS, 1);
    } else {
        if (ways & MAKES && ways & ENDS)
            join_runs(without, with, width, MAKES | ENDS, 0);
        else if (ways & MAKES)
            join_runs(without, with, width, MAKES, 0);
        else
            join_runs(without, with, width, ENDS, 0);
    }
}

INLINE int ways_of(uint32_t makes, uint32_t ends, uint32_t bit) {
    return (makes & bit ? MAKES : 0) | (ends & bit ? ENDS : 0);
}

static void fold_inner(int32_t *x, int n, uint32_t makes, uint32_t ends, int most) {
    for (uint32_t left = (makes | ends) & (uint32_t)(((uint64_t)1 << n) - 1); left; left &= left - 1) {
        uint32_t bit = left & (0 - left);
        if (most)
            fold_most(x, (int64_t)1 << n, bit, ways_of(makes, ends, bit));
        else
            fold_least(x, (int64_t)1 << n, bit, ways_of(makes, ends, bit));
    }
}

static void fold_outer(int32_t *x, int n, uint32_t makes, uint32_t ends, int most) {
    uint32_t all = (uint32_t)(((uint64_t)1 << n) - 1), high = (makes | ends) >> INNER << INNER;
    while (high) {
        uint32_t group = 0, strips = all & ~((1u << COLUMN) - 1);
        for (int k = 0; k < ROWS && high; k++) group |= high & (0 - high), high &= high - 1;
        strips &= ~group;
        uint32_t strip = 0;
        do {
            for (uint32_t left = group; left; left &= left - 1) {
                uint32_t bit = left & (0 - left), rows = group & ~bit, row = 0;
                do {
                    int32_t *without = x + (strip | row);
                    join_strips(without, without + bit, 1 << COLUMN, ways_of(makes, ends, bit), most);
                } while ((row = next_subset(row, rows)));
            }
        } while ((strip = next_subset(strip, strips)));
    }
}

/* The fold of the numpy twin: first within blocks of 2^INNER states, then the higher bits, ROWS of them at a time over
   strips of 2^COLUMN states, so that what is joined stays in the cache. */
SHARED void kernel_fold_all(int32_t *x, int n, uint32_t makes, uint32_t ends, int most) {
    int inner = n < INNER ? n : INNER;
    for (int64_t block = 0; block < (int64_t)1 << n; block += (int64_t)1 << inner)
        fold_inner(x + block, inner, makes, ends, most);
    fold_outer(x, n, makes, ends, most);
}

/* Copy values, `never` where infeasible; whether each of the others is from 0 and below UNREACHED. */
CLONES static int32_t mask_run(const int32_t *restrict values, const uint8_t *restrict feasible, int64_t size,
                               int32_t never, int32_t *restrict to) {
    int32_t amiss = 0;
    for (int64_t s = 0; s < size; s++) {
        int32_t value = values[s], odd = (value < 0) | (value == UNREACHED);
        to[s] = feasible[s] ? value : never;
        amiss |= feasible[s] ? odd : 0;
    }
    return !amiss;
}

/* Both in one go. */
SHARED int kernel_fold_masked(const Graph *of, const int32_t *values, int32_t never, uint32_t makes, uint32_t ends,
                              int most, int32_t *to) {
    int inner = of->n < INNER ? of->n : INNER, fit = 1;
    for (int64_t block = 0; block < of->size; block += (int64_t)1 << inner) {
        fit &= mask_run(values + block, of->feasible + block, (int64_t)1 << inner, never, to + block);
        fold_inner(to + block, inner, makes, ends, most);
    }
    fold_outer(to, of->n, makes, ends, most);
    return fit;
}

INLINE void halve(const int32_t *restrict x, int64_t size, int64_t width, int most, int32_t *restrict to) {
    if (width == 1)
        for (int64_t q = 0; q < size / 2; q++) to[q] = better_of(x[2 * q], x[2 * q + 1], most);
    else
        for (int64_t q = 0; q < size / 2; q += width)
            for (int64_t k = 0; k < width; k++) to[q + k] = better_of(x[2 * q + k], x[2 * q + width + k], most);
}

CLONES static void halve_least(const int32_t *x, int64_t size, int64_t width, int32_t *to) {
    halve(x, size, width, 0, to);
}
CLONES static void halve_most(const int32_t *x, int64_t size, int64_t width, int32_t *to) {
    halve(x, size, width, 1, to);
}

/* The least or most over the bits of a mask, for every setting of the other bits, close together. rooms: two, of half
   the size of x. The answer lies in one of them, or is x itself. */
SHARED const int32_t *kernel_reduce(const int32_t *x, int n, uint32_t mask, int most, int32_t *const *rooms) {
    int room = x == rooms[0];
    int64_t size = (int64_t)1 << n;
    for (int bit = n - 1; bit >= 0; bit--) {
        if (!(mask >> bit & 1)) continue;
        if (most)
            halve_most(x, size, (int64_t)1 << bit, rooms[room]);
        else
            halve_least(x, size, (int64_t)1 << bit, rooms[room]);
        x = rooms[room], room = !room, size /= 2;
    }
    return x;
}

/* The fold of the numpy twin, in place: values (2^n,); most: whether the largest counts, or the smallest. */
EXPORT int standoff_fold(int64_t n, int64_t makes, int64_t ends, int64_t most, int32_t *values, int64_t size) {
    if (n < 0 || n > GRAPH_STEPS || size != (int64_t)1 << n || makes < 0 || makes >= size || ends < 0 || ends >= size)
        return BAD_LENGTH;
    kernel_fold_all(values, (int)n, (uint32_t)makes, (uint32_t)ends, most != 0);
    return FINE;
}
