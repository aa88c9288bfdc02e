/* The graph of states, room for what is worked out for it, and tables that take bits apart and put them together. */

#include "stability.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

/* malloc for what is gone through more than once: in large pages where there are any, which costs fewer faults. */
SHARED void *kernel_large_room(size_t count, size_t size) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    const size_t page = (size_t)1 << 21;
    if (count * size >= page) {
        size_t whole = (count * size + page - 1) / page * page;
        void *room = aligned_alloc(page, whole);
        if (room) (void)madvise(room, whole, MADV_HUGEPAGE);
        return room;
    }
#endif
    return malloc(count * size);
}

SHARED void kernel_spread_table(uint32_t *table, uint32_t mask) {
    uint32_t size = 1;
    table[0] = 0;
    for (; mask; mask &= mask - 1, size *= 2)
        for (uint32_t k = 0; k < size; k++) table[size + k] = table[k] | (mask & (0 - mask));
}

SHARED void kernel_squeeze_table(Squeeze *table, int n, uint32_t mask, int shift) {
    uint32_t lower = mask & ((1u << INNER) - 1), higher = mask >> INNER;
    int width = ones(lower);
    for (uint32_t k = 0; k < 1u << (n < INNER ? n : INNER); k++) table->low[k] = squeeze(k, lower) << shift;
    for (uint32_t k = 0; k < 1u << (n < INNER ? 0 : n - INNER); k++)
        table->high[k] = squeeze(k, higher) << (width + shift);
}

SHARED int kernel_open_graph(Graph *of, int64_t n, int64_t parties, const int64_t *makes, const int64_t *ends,
                             const uint8_t *feasible, int64_t size) {
    memset(of, 0, sizeof *of);
    if (n < 0 || n > GRAPH_STEPS || parties < 0 || parties > GRAPH_PARTIES || size != (int64_t)1 << n)
        return BAD_LENGTH;
    of->n = (int)n, of->parties = (int)parties, of->size = size, of->feasible = feasible;
    for (int64_t i = 0; i < parties; i++) {
        if (makes[i] < 0 || makes[i] >= size || ends[i] < 0 || ends[i] >= size) return BAD_LENGTH;
        of->makes[i] = (uint32_t)makes[i], of->ends[i] = (uint32_t)ends[i];
    }
    of->complete = !memchr(feasible, 0, (size_t)size);
    return FINE;
}

CLONES static int rank_fits(const uint8_t *restrict feasible, const int32_t *restrict rank, int64_t size) {
    int32_t amiss = 0;
    for (int64_t s = 0; s < size; s++) {
        int32_t odd = (rank[s] < 0) | (rank[s] == UNREACHED);
        amiss |= feasible[s] ? odd : 0;
    }
    return !amiss;
}

/* Whether every feasible state has a rank for every party, from 0 and below UNREACHED. */
SHARED int kernel_ranks_fit(const Graph *of, const int32_t *ranks) {
    int fit = 1;
    for (int i = 0; i < of->parties; i++) fit &= rank_fits(of->feasible, ranks + i * of->size, of->size);
    return fit;
}
