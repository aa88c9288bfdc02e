/* Who would stay where: what the files of this folder share. The notions of stability and the formula behind them are
   those of their twin in numpy. A state is a number of n bits, values are int32 (2^n,).

   What a group of parties can change lies in the bits that they own; the other bits stay as they are. The states fall
   apart into corners, one for each setting of these other bits, and nothing leads from one to another. A corner is
   copied close together, into the cache, and there everything that moves of the group lead to is worked out.

   Improvements: a fibre is what one party can make of a state, the states that differ in its own bits. The states of
   each fibre are sorted once, best first. One walk along a fibre, with the least value so far at hand, is all that the
   party's improvements can do: a sweep. Sweeps go on, fibres in which nothing has changed left out, until none changes
   anything; if that takes too long, the least value that is left is given at once to all that can reach it by
   improvements (labels, Dijkstra 1959), with one pointer for each block of a fibre. A block is a setting of the
   party's one-way steps; from it the blocks with more of them taken can be reached. */

#ifndef STANDOFF_STABILITY_H
#define STANDOFF_STABILITY_H

#include "../common.h"

enum { GRAPH_STEPS = 24, GRAPH_PARTIES = 32, GRAPH_CONCEPTS = 5 };
enum { NASH = 1, GMR = 2, SMR = 4, SEQ = 8, SSEQ = 16 };
enum { MAKES = 1, ENDS = 2 };

enum { INNER = 12 };               /* bits of the states that are folded at once; see kernel_fold_all */
enum { LANES = 16, NETWORK = 10 }; /* fibres sorted at once, and bits up to which they are */
enum { FEW = 5 };                  /* one-way steps; see walk_few */

#define UNREACHED INT32_MAX

typedef struct {
    int n, parties, complete;
    int64_t size;
    uint32_t makes[GRAPH_PARTIES], ends[GRAPH_PARTIES];
    const uint8_t *feasible;
} Graph;

/* The bits of a number at the places of a mask, close together. */
INLINE uint32_t squeeze(uint32_t set, uint32_t mask) {
    uint32_t number = 0;
    for (uint32_t bit = 1; mask; mask &= mask - 1, bit <<= 1)
        if (set & mask & (0 - mask)) number |= bit;
    return number;
}

/* The subset of a mask that comes after one, in the order of the numbers; 0 after the last. */
INLINE uint32_t next_subset(uint32_t set, uint32_t mask) { return (set - mask) & mask; }

/* squeeze() of every number by two look-ups: of its lowest INNER bits, and of the others. */
typedef struct {
    uint32_t low[1 << INNER], high[1 << (GRAPH_STEPS - INNER)];
} Squeeze;

INLINE uint32_t squeezed(const Squeeze *table, uint32_t set) {
    return table->low[set & ((1u << INNER) - 1)] | table->high[set >> INNER];
}

/* One party's fibres. places: for each fibre, as many places in it as it has states, best first, of which the first
   `counts` mean something; the highest bit of a place says that it is not as good as the one before. counts (fibres,):
   0 where no state of a fibre is better than another. wide: places have 32 bits, else 16. */
typedef struct {
    int width, wide, ties;
    uint32_t own, one_way;
    void *places;
    int32_t *counts;
} Fibres;

typedef struct {
    void *keys, *spare;
    uint32_t *own; /* the bits of each place in a fibre */
} Sorting;

/* How many bits a number takes. */
INLINE int width_of(uint64_t number) {
    int width = 0;
    for (; number; number >>= 1) width++;
    return width;
}

/* What is at a place of sorted fibres; see Fibres. */
INLINE uint32_t place_of(const void *places, int64_t k, int wide) {
    return wide ? ((const uint32_t *)places)[k] : ((const uint16_t *)places)[k];
}

/* One party that moves in a corner; all masks and states are those of the corner. */
typedef struct {
    const Fibres *fibres;
    int width, ways, unswept;
    int64_t count;                             /* fibres in a corner */
    uint32_t makes, ends, row;                 /* row: of the first fibre of the corner among all fibres */
    uint32_t *starts, *rows, *places, *blocks; /* (count,) (count,) (2^width,) (2^width,) */
    uint8_t *stale;                            /* (count,) fibres to sweep: something has changed in them */
    int32_t *barred;                           /* for few ways: (blocks, at least 8) UNREACHED where not behind */
    uint32_t *crossed; /* (movers, 2^width) which fibre of each mover goes through a place, within one fibre */
    Squeeze *fibre_of, *block_of;
    uint32_t *list, *level, *next, *last; /* labels: states of each block, worst first; and two pointers */
} Mover;

typedef struct {
    int width, run, movers, complete;
    int64_t size;
    uint32_t bits, others, makes, ends; /* makes, ends: of all movers */
    Mover mover[GRAPH_PARTIES];
    int32_t *x, *before, *least;
    uint8_t *barred, *labelled;
    uint32_t *changed;
    uint64_t *queue;
} Corner;

/* Room for all of it; see kernel_open_room. best, answers: (2^n,). Corners and fibres: one for each party. */
typedef struct {
    int32_t *best, *answers;
    Corner *corners;
    Fibres *fibres;
    Sorting sorting;
} Room;

/* graph.c */
SHARED void *kernel_large_room(size_t count, size_t size);
SHARED void kernel_spread_table(uint32_t *table, uint32_t mask);
SHARED void kernel_squeeze_table(Squeeze *table, int n, uint32_t mask, int shift);
SHARED int kernel_open_graph(Graph *of, int64_t n, int64_t parties, const int64_t *makes, const int64_t *ends,
                             const uint8_t *feasible, int64_t size);
SHARED int kernel_ranks_fit(const Graph *of, const int32_t *ranks);

/* moves.c */
SHARED void kernel_fold_all(int32_t *x, int n, uint32_t makes, uint32_t ends, int most);
SHARED int kernel_fold_masked(const Graph *of, const int32_t *values, int32_t never, uint32_t makes, uint32_t ends,
                              int most, int32_t *to);
SHARED const int32_t *kernel_reduce(const int32_t *x, int n, uint32_t mask, int most, int32_t *const *rooms);

/* fibres.c */
SHARED uint64_t *kernel_sort_digits(uint64_t *x, uint64_t *spare, int64_t count, int from, int to);
SHARED void kernel_sort_party(const Graph *of, const int32_t *rank, Fibres *fibres, const Sorting *room);

/* corners.c, improvements.c, labels.c */
SHARED int kernel_open_corner(const Graph *of, uint32_t group, const Fibres *fibres, Corner *corner);
SHARED void kernel_close_corner(Corner *corner);
SHARED int kernel_spread_all(const Graph *of, Corner *corner, const int32_t *values, int improving, int64_t patience,
                             int32_t *found);
SHARED int kernel_spread_improvements(const Graph *of, Corner *corner, uint32_t base, int64_t patience);
SHARED int kernel_spread_labels(Corner *corner);

/* room.c */
SHARED int kernel_open_room(const Graph *of, int wanted, Room *room);
SHARED void kernel_close_room(const Graph *of, Room *room);
SHARED int kernel_open_fibres(const Graph *of, uint32_t parties, Room *room);
SHARED void kernel_sort_all(const Graph *of, const int32_t *ranks, Room *room);

/* ranks.c */
SHARED int kernel_sums_fit(int64_t n, const double *worth, int64_t entries, const double *together, int64_t stride,
                           double grid);
SHARED int kernel_entries_fit(int64_t size, int64_t entries, const int64_t *entry);

/* concepts.c */
SHARED int kernel_say_all(const Graph *of, const int32_t *ranks, int wanted, int64_t patience, Room *room,
                          uint8_t *stable);

#endif
