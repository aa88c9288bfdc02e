/* Fibres: what one party can make of a state, sorted, best first. */

#include "stability.h"

#define SORT_LANES(name, type)                                                                                         \
    CLONES static void name(type(*restrict x)[LANES], int64_t size) { /* Batcher (1968), many fibres at once */        \
        for (int64_t p = 1; p < size; p *= 2)                                                                          \
            for (int64_t k = p; k > 0; k /= 2)                                                                         \
                for (int64_t j = k % p; j + k < size; j += 2 * k)                                                      \
                    for (int64_t i = j; i < j + k && i + k < size; i++) {                                              \
                        if (i / (2 * p) != (i + k) / (2 * p)) continue;                                                \
                        for (int l = 0; l < LANES; l++) {                                                              \
                            type a = x[i][l], b = x[i + k][l];                                                         \
                            x[i][l] = a < b ? a : b, x[i + k][l] = a < b ? b : a;                                      \
                        }                                                                                              \
                    }                                                                                                  \
    }
SORT_LANES(sort_narrow, uint32_t)
SORT_LANES(sort_wide, uint64_t)

/* Sort by the bits from `from` to `to`, eight at a time; the answer is in x or in spare. */
SHARED uint64_t *kernel_sort_digits(uint64_t *x, uint64_t *spare, int64_t count, int from, int to) {
    for (int shift = from; shift < to; shift += 8) {
        int64_t starts[257] = {0};
        for (int64_t k = 0; k < count; k++) starts[(x[k] >> shift & 255) + 1]++;
        int64_t most = 0;
        for (int d = 1; d <= 256; d++) most = starts[d] > most ? starts[d] : most, starts[d] += starts[d - 1];
        if (most == count) continue;
        for (int64_t k = 0; k < count; k++) spare[starts[x[k] >> shift & 255]++] = x[k];
        uint64_t *sorted = spare;
        spare = x, x = sorted;
    }
    return x;
}

INLINE void write_place(Fibres *fibres, int64_t at, uint32_t place, int fresh) {
    if (fibres->wide)
        ((uint32_t *)fibres->places)[at] = place | (uint32_t)fresh << 31;
    else
        ((uint16_t *)fibres->places)[at] = (uint16_t)(place | (uint32_t)fresh << 15);
}

/* The keys of up to LANES fibres, sorted: how far from the best rank, then the place; all bits set if infeasible. */
#define SORT_FIBRES(name, type, sort)                                                                                  \
    INLINE void name(const Graph *of, const int32_t *rank, Fibres *fibres, const Sorting *room, int32_t highest,       \
                     int64_t fibre, int lanes, const uint32_t *bases) {                                                \
        int64_t size = (int64_t)1 << fibres->width;                                                                    \
        type(*keys)[LANES] = room->keys;                                                                               \
        int width = fibres->width;                                                                                     \
        for (int64_t k = 0; k < size; k++) {                                                                           \
            const int32_t *from = rank + room->own[k];                                                                 \
            for (int l = 0; l < LANES; l++)                                                                            \
                keys[k][l] = (type)((uint32_t)highest - (uint32_t)from[bases[l]]) << width | (type)k;                  \
        }                                                                                                              \
        if (!of->complete)                                                                                             \
            for (int64_t k = 0; k < size; k++)                                                                         \
                for (int l = 0; l < LANES; l++)                                                                        \
                    if (!of->feasible[bases[l] + room->own[k]]) keys[k][l] = (type) ~(type)0;                          \
        sort(keys, size);                                                                                              \
        for (int l = 0; l < lanes; l++) {                                                                              \
            int64_t count = 0, levels = 0;                                                                             \
            type before = 0, none = (type) ~(type)0;                                                                   \
            for (; count < size && (of->complete || keys[count][l] != none); count++) {                                \
                type key = keys[count][l], level = key >> width;                                                       \
                int fresh = !count || level != before;                                                                 \
                write_place(fibres, ((fibre + l) << width) + count, (uint32_t)(key & (type)(size - 1)), fresh);        \
                levels += fresh, before = level;                                                                       \
            }                                                                                                          \
            fibres->ties |= levels != count;                                                                           \
            fibres->counts[fibre + l] = levels > 1 ? (int32_t)count : 0;                                               \
        }                                                                                                              \
    }
SORT_FIBRES(sort_fibres_narrow, uint32_t, sort_narrow)
SORT_FIBRES(sort_fibres_wide, uint64_t, sort_wide)

static void sort_fibre(const Graph *of, const int32_t *rank, Fibres *fibres, const Sorting *room, int32_t highest,
                       int64_t fibre, uint32_t base) {
    int64_t size = (int64_t)1 << fibres->width, count = 0, levels = 0;
    uint64_t *keys = room->keys, before = 0;
    int width = fibres->width;
    for (int64_t k = 0; k < size; k++) {
        uint32_t state = base | room->own[k];
        if (of->feasible[state]) keys[count++] = (uint64_t)((int64_t)highest - rank[state]) << width | (uint64_t)k;
    }
    keys = kernel_sort_digits(keys, room->spare, count, width, width + width_of((uint64_t)highest));
    for (int64_t k = 0; k < count; k++) {
        int fresh = !k || keys[k] >> width != before;
        write_place(fibres, (fibre << width) + k, (uint32_t)(keys[k] & (uint64_t)(size - 1)), fresh);
        levels += fresh, before = keys[k] >> width;
    }
    fibres->ties |= levels != count;
    fibres->counts[fibre] = levels > 1 ? (int32_t)count : 0;
}

CLONES static int32_t highest_of(const int32_t *x, const uint8_t *feasible, int64_t size) {
    int32_t most = 0;
    for (int64_t s = 0; s < size; s++) {
        int32_t here = feasible[s] ? x[s] : 0;
        most = here > most ? here : most;
    }
    return most;
}

/* Sort the fibres of one party; ranks are 0 or more where feasible. */
SHARED void kernel_sort_party(const Graph *of, const int32_t *rank, Fibres *fibres, const Sorting *room) {
    uint32_t rest = (uint32_t)(of->size - 1) & ~fibres->own, base = 0;
    int64_t count = of->size >> fibres->width;
    int32_t highest = highest_of(rank, of->feasible, of->size);
    kernel_spread_table(room->own, fibres->own);
    fibres->ties = 0;
    if (fibres->width > NETWORK) {
        for (int64_t f = 0; f < count; f++, base = next_subset(base, rest))
            sort_fibre(of, rank, fibres, room, highest, f, base);
        return;
    }
    uint64_t largest = (uint64_t)highest << fibres->width | (((uint64_t)1 << fibres->width) - 1);
    int narrow = of->complete ? largest <= UINT32_MAX : largest < UINT32_MAX; /* all bits set means infeasible */
    for (int64_t f = 0; f < count; f += LANES) {
        uint32_t bases[LANES] = {0};
        int lanes = count - f < LANES ? (int)(count - f) : LANES;
        for (int l = 0; l < lanes; l++) bases[l] = base, base = next_subset(base, rest);
        for (int l = lanes; l < LANES; l++) bases[l] = bases[0];
        if (narrow)
            sort_fibres_narrow(of, rank, fibres, room, highest, f, lanes, bases);
        else
            sort_fibres_wide(of, rank, fibres, room, highest, f, lanes, bases);
    }
}
