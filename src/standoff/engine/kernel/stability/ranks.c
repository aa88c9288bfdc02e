/* Ranks of states from worths, by levels on a grid; and verdicts for many draws of worths. */

#include "stability.h"

enum { LEVELS_UP = 1 << 30 }; /* levels begin at about -1e9; what is added to make them positive */

typedef struct {
    double sum;
    uint32_t state;
} Summed;

static int by_sum(const void *a, const void *b) {
    double x = ((const Summed *)a)->sum, y = ((const Summed *)b)->sum;
    return (x > y) - (x < y);
}

INLINE double level_of(double sum, double grid) { return floor((sum + floor(grid / 2)) / grid); }

/* The levels of sums on a grid. Bit 0 of the answer: some sum is close below an edge of the grid; bit 1: close above.
 */
CLONES static int cut_levels(const double *restrict sums, const uint8_t *restrict feasible, int64_t size, double grid,
                             double noise, int32_t *restrict levels) {
    int32_t below = 0, above = 0;
    double half = floor(grid / 2);
    for (int64_t s = 0; s < size; s++) {
        double level = floor((sums[s] + half) / grid), rest = sums[s] + half - level * grid;
        levels[s] = (int32_t)level + LEVELS_UP;
        int32_t counts = feasible[s] != 0;
        below |= counts & (rest >= grid - noise), above |= counts & (rest < noise);
    }
    return below | above << 1;
}

/* Sums that are noise apart are one value, the least of them; only sums near an edge of the grid can tell. */
static int mend_levels(const double *sums, const uint8_t *feasible, int64_t size, double grid, double noise,
                       int32_t *levels) {
    double half = floor(grid / 2);
    for (int all = 0; all < 2;
         all++) { /* first those near an edge; all, where two of them are apart and should not be */
        int64_t count = 0, split = 0;
        for (int64_t s = 0; s < size; s++) {
            double rest = sums[s] + half - level_of(sums[s], grid) * grid;
            count += feasible[s] && (all || rest >= grid - noise || rest < noise);
        }
        Summed *summed = malloc((size_t)(count + 1) * sizeof *summed);
        if (!summed) return NO_MEMORY;
        count = 0;
        for (int64_t s = 0; s < size; s++) {
            double rest = sums[s] + half - level_of(sums[s], grid) * grid;
            if (!feasible[s] || !(all || rest >= grid - noise || rest < noise)) continue;
            summed[count].sum = sums[s], summed[count++].state = (uint32_t)s;
        }
        qsort(summed, (size_t)count, sizeof *summed, by_sum);
        for (int64_t k = 1; k < count; k++) {
            if (summed[k].sum - summed[k - 1].sum > noise) continue;
            if (all)
                levels[summed[k].state] = levels[summed[k - 1].state];
            else
                split |= levels[summed[k].state] != levels[summed[k - 1].state];
        }
        free(summed);
        if (!split) break;
    }
    return FINE;
}

/* The levels of all states for one party: whole numbers of worth, summed exactly, and rounded to a grid. */
CLONES static int level_states(int n, const uint8_t *feasible, const double *worth, int64_t entries,
                               const int64_t *entry, const double *together, int64_t stride, double grid,
                               double *restrict sums, int32_t *levels) {
    int64_t size = (int64_t)1 << n;
    sums[0] = 0;
    for (int b = 0; b < n; b++)
        for (int64_t set = 0, half = (int64_t)1 << b; set < half; set++) sums[half + set] = sums[set] + worth[b];
    for (int64_t e = 0; e < entries; e++) {
        uint32_t all = (uint32_t)entry[e], rest = (uint32_t)(size - 1) & ~all, set = 0;
        double more = together[e * stride];
        if (more == 0) continue;
        do sums[set | all] += more;
        while ((set = next_subset(set, rest)));
    }
    double noise = (double)(n + entries);
    if (cut_levels(sums, feasible, size, grid, noise, levels) == 3)
        return mend_levels(sums, feasible, size, grid, noise, levels);
    return FINE;
}

/* Whether these are whole numbers whose sums are exact, and whose levels fit into 31 bits. */
SHARED int kernel_sums_fit(int64_t n, const double *worth, int64_t entries, const double *together, int64_t stride,
                    double grid) {
    double gross = 0;
    for (int64_t b = 0; b < n; b++) gross += fabs(worth[b]);
    for (int64_t e = 0; e < entries; e++) gross += fabs(together[e * stride]);
    int whole = grid >= 1 && grid == floor(grid) && gross < 4503599627370496.0 && gross / grid < 1070000000.0;
    for (int64_t b = 0; b < n && whole; b++) whole = worth[b] == floor(worth[b]);
    for (int64_t e = 0; e < entries && whole; e++) whole = together[e * stride] == floor(together[e * stride]);
    return whole;
}

SHARED int kernel_entries_fit(int64_t size, int64_t entries, const int64_t *entry) {
    if (entries < 0 || entries > 1 << 20) return 0;
    for (int64_t e = 0; e < entries; e++)
        if (entry[e] < 0 || entry[e] >= size) return 0;
    return 1;
}

/* Dense ranks of all states for one party, -1 where infeasible; the rule is that of the numpy twin, ranks_from_worth.
   worth (n,), entry, together (entries,): whole numbers; grid: what they are rounded to; ranks (2^n,). */
EXPORT int standoff_ranks(int64_t n, const uint8_t *feasible, int64_t size, const double *worth, int64_t entries,
                          const int64_t *entry, const double *together, double grid, int32_t *ranks) {
    if (n < 0 || n > GRAPH_STEPS || size != (int64_t)1 << n || !kernel_entries_fit(size, entries, entry) ||
        !kernel_sums_fit(n, worth, entries, together, 1, grid))
        return BAD_LENGTH;
    double *sums = kernel_large_room((size_t)size, sizeof *sums);
    uint64_t *spare = kernel_large_room((size_t)size, sizeof *spare), *keys = (uint64_t *)(void *)sums;
    int status = sums && spare ? level_states((int)n, feasible, worth, entries, entry, together, 1, grid, sums, ranks)
                               : NO_MEMORY;
    if (status == FINE) {
        int64_t count = 0;
        uint64_t least = UINT64_MAX, most = 0;
        for (int64_t s = 0; s < size; s++) { /* the sums are not needed any more; keys take their room */
            if (!feasible[s]) continue;
            uint64_t level = (uint64_t)ranks[s];
            keys[count++] = level << 32 | (uint64_t)s;
            least = level < least ? level : least, most = level > most ? level : most;
        }
        for (int64_t k = 0; k < count; k++) keys[k] -= least << 32;
        const uint64_t *sorted = count ? kernel_sort_digits(keys, spare, count, 32, 32 + width_of(most - least)) : keys;
        memset(ranks, 0xff, (size_t)size * sizeof *ranks);
        int32_t rank = 0;
        for (int64_t k = 0; k < count; k++) {
            if (k && sorted[k] >> 32 != sorted[k - 1] >> 32) rank++;
            ranks[(uint32_t)sorted[k]] = rank;
        }
    }
    free(sums), free(spare);
    return status;
}

CLONES static void count_stable(int64_t parties, int64_t size, const uint8_t *restrict stable, int32_t *restrict counts,
                                uint32_t *restrict all, uint32_t *restrict each) {
    memset(all, 0, (size_t)size * sizeof *all);
    for (int64_t i = 0; i < parties; i++)
        for (int64_t s = 0; s < size; s++) {
            uint32_t here = stable[i * size + s];
            counts[i * size + s] += (int32_t)here, all[s] |= here << i;
        }
    if (each) memcpy(each, all, (size_t)size * sizeof *each);
}

CLONES static void count_equilibria(int64_t parties, const Graph *of, const uint32_t *restrict all,
                                    int32_t *restrict equilibria) {
    uint32_t everybody = (uint32_t)(((uint64_t)1 << parties) - 1);
    const uint8_t *restrict feasible = of->feasible;
    int64_t size = of->size;
    for (int64_t s = 0; s < size; s++) equilibria[s] += (all[s] == everybody) & feasible[s];
}

/* The same as standoff_stable for many draws of worths. worth (draws, parties, n), entry (entries,), together (draws,
   entries, parties): whole numbers; grid (draws, parties): what they are rounded to. Adds to counts (concepts wanted,
   parties, 2^n) in how many draws each party is stable, and to equilibria (concepts wanted, 2^n) in how many all are;
   each (kept, concepts wanted, 2^n): who is stable in each of the first draws, as a set of parties. */
EXPORT int standoff_stable_draws(int64_t n, int64_t parties, const int64_t *makes, const int64_t *ends,
                                 const uint8_t *feasible, int64_t size, int64_t draws, const double *worth,
                                 int64_t entries, const int64_t *entry, const double *together, const double *grid,
                                 int64_t wanted, int64_t patience, int32_t *counts, int32_t *equilibria, uint32_t *each,
                                 int64_t kept) {
    Graph of;
    if (wanted < 0 || wanted >> GRAPH_CONCEPTS || patience < 0 || patience > 1000000 || draws < 0 || kept > draws ||
        kernel_open_graph(&of, n, parties, makes, ends, feasible, size) || !kernel_entries_fit(size, entries, entry))
        return BAD_LENGTH;
    for (int64_t d = 0; d < draws; d++)
        for (int64_t i = 0; i < parties; i++)
            if (!kernel_sums_fit(n, worth + (d * parties + i) * n, entries, together + d * entries * parties + i, parties,
                          grid[d * parties + i]))
                return BAD_LENGTH;
    int64_t concepts = ones((uint64_t)wanted);
    Room room;
    int status = kernel_open_room(&of, (int)wanted, &room);
    int32_t *ranks = malloc((size_t)(parties + 1) * (size_t)size * sizeof *ranks);
    double *sums = malloc((size_t)size * sizeof *sums);
    uint8_t *stable = malloc((size_t)(concepts * parties + 1) * (size_t)size);
    uint32_t *all = malloc((size_t)size * sizeof *all);
    if (!ranks || !sums || !stable || !all) status = NO_MEMORY;
    for (int64_t d = 0; d < draws && status == FINE; d++) {
        for (int64_t i = 0; i < parties && status == FINE; i++)
            status = level_states((int)n, feasible, worth + (d * parties + i) * n, entries, entry,
                                  together + d * entries * parties + i, parties, grid[d * parties + i], sums,
                                  ranks + i * size);
        if (status == FINE) status = kernel_say_all(&of, ranks, (int)wanted, patience, &room, stable);
        for (int64_t c = 0; c < concepts && status == FINE; c++) {
            count_stable(parties, size, stable + c * parties * size, counts + c * parties * size, all,
                         d < kept ? each + (d * concepts + c) * size : NULL);
            count_equilibria(parties, &of, all, equilibria + c * size);
        }
    }
    kernel_close_room(&of, &room);
    free(ranks), free(sums), free(stable), free(all);
    return status;
}
