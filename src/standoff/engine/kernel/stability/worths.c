/* What states are worth to a party in many draws at once, and which of its changes are worth something in which. */

#include "handful.h"

/* Room that a handful may have; NULL, and it gives up, where that would be too much. */
SHARED void *kernel_claim(Handful *of, size_t count, size_t size) {
    const int64_t most = (int64_t)1 << 29;
    if (count > (size_t)(most / (int64_t)size) || (of->bytes += (int64_t)(count * size)) > most) {
        of->gave_up = 1;
        return NULL;
    }
    void *room = malloc(count * size + 1);
    if (!room) of->gave_up = 1;
    return room;
}

/* Sums of the worths of PART bits, for each setting of them. */
CLONES static void sum_parts(double *restrict rows, int bits, int first, int draws, int lanes, const double *worth,
                             int64_t stride) {
    for (int k = 0; k < lanes; k++) rows[k] = 0;
    for (int b = 0; b < bits; b++) {
        double each[DRAWS] = {0};
        for (int d = 0; d < draws; d++) each[d] = worth[d * stride + first + b];
        for (int64_t set = 0, half = (int64_t)1 << b; set < half; set++) {
            const double *restrict from = rows + set * DRAWS;
            double *restrict to = rows + (half + set) * DRAWS;
            for (int k = 0; k < lanes; k++) to[k] = from[k] + each[k];
        }
    }
}

SHARED void kernel_open_worths(Handful *of, const int32_t *ranks, int64_t given, const double *worth,
                               const double *together, const double *grid) {
    int n = of->of.n, parties = of->of.parties, draws = of->draws;
    for (int i = 0; i < parties; i++) {
        Worths *worths = &of->worths[i];
        for (int k = 0; k < DRAWS; k++) {
            double edge = k < draws ? grid[k * parties + i] : 1;
            worths->grid[k] = edge, worths->half[k] = floor(edge / 2);
        }
        if (given >> i & 1) {
            worths->rank = ranks + i * of->of.size;
            continue;
        }
        for (int p = 0; p < PARTS; p++) {
            int bits = n - p * PART < 0 ? 0 : n - p * PART < PART ? n - p * PART : PART;
            worths->parts[p] = kernel_claim(of, (size_t)DRAWS << bits, sizeof(double));
            if (!worths->parts[p]) return;
            sum_parts(worths->parts[p], bits, p * PART, draws, of->lanes, worth + (int64_t)i * n,
                      (int64_t)parties * n);
        }
        worths->more = kernel_claim(of, (size_t)of->entries * DRAWS, sizeof(double));
        worths->counts = kernel_claim(of, (size_t)of->entries, 1);
        if (!worths->more || !worths->counts) return;
        for (int e = 0; e < of->entries; e++) {
            double *more = row_of(worths->more, e);
            int any = 0;
            for (int k = 0; k < DRAWS; k++) {
                more[k] = k < draws ? together[((int64_t)k * of->entries + e) * parties + i] : 0;
                any |= more[k] != 0;
            }
            worths->counts[e] = (uint8_t)any;
        }
        Rises *rises = &of->rises[i];
        rises->own = of->of.makes[i] | of->of.ends[i], rises->width = ones(rises->own);
        for (int e = 0; e < of->entries; e++) {
            uint32_t entry = (uint32_t)of->entry[e];
            if (!worths->counts[e] || !(entry & rises->own) || !(entry & ~rises->own)) continue;
            if (rises->entries == MOST_ENTRIES) {
                of->gave_up = 1;
                return;
            }
            rises->rests[rises->entries++] = entry & ~rises->own;
        }
    }
}

static void close_table(Table *table, int rows) {
    for (int64_t k = 0; rows && k < table->size; k++) free(table->found[k]);
    free(table->keys), free(table->found);
}

SHARED void kernel_close_worths(Handful *of) {
    for (int i = 0; i < of->of.parties; i++) {
        Worths *worths = &of->worths[i];
        for (int p = 0; p < PARTS; p++) free(worths->parts[p]);
        free(worths->more), free(worths->counts);
        close_table(&of->rises[i].rows, 1);
    }
}

INLINE void sum_up(const Handful *of, const Worths *worths, uint32_t state, double *restrict to) {
    enum { ROWS = 1 << PART };
    const double *restrict low = worths->parts[0] + (int64_t)(state & (ROWS - 1)) * DRAWS;
    const double *restrict middle = worths->parts[1] + (int64_t)(state >> PART & (ROWS - 1)) * DRAWS;
    const double *restrict high = worths->parts[2] + (int64_t)(state >> 2 * PART) * DRAWS;
    int lanes = of->lanes;
    for (int k = 0; k < lanes; k++) to[k] = low[k] + middle[k] + high[k];
    for (int e = 0; e < of->entries; e++) {
        if (!worths->counts[e] || (uint32_t)of->entry[e] & ~state) continue;
        const double *restrict more = worths->more + (int64_t)e * DRAWS;
        for (int k = 0; k < lanes; k++) to[k] += more[k];
    }
}

/* A set from a yes or no of each draw. */
INLINE Set packed(const uint8_t *yes, int lanes) {
    Set to = {{0}};
    for (int q = 0; q < lanes / 8; q++) {
        const uint8_t *b = yes + 8 * q;
        uint64_t eight = (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
                         (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
        to.word[q / 8] |= (eight * UINT64_C(0x0102040810204080) >> 56) << 8 * (q % 8);
    }
    return to;
}

/* Where one sum is a grid or more above another: a higher level. unsure: where it is above by less. */
INLINE Set higher(const double *restrict sum, const double *restrict than, const double *restrict grid, int lanes,
                  uint8_t *restrict unsure, int *any) {
    uint8_t yes[DRAWS], some = 0;
    for (int k = 0; k < lanes; k++) {
        double by = sum[k] - than[k];
        yes[k] = by >= grid[k];
        unsure[k] = (by > 0) & (by < grid[k]);
    }
    for (int k = 0; k < lanes; k++) some |= unsure[k];
    *any = some;
    return packed(yes, lanes);
}

CLONES static void stand(const Handful *of, const Worths *worths, uint32_t state, double *here) {
    sum_up(of, worths, state, here);
}

/* Remember what the state is worth to the party that considers its moves. */
SHARED void kernel_stand_at(Handful *of, uint32_t state) {
    const Worths *worths = &of->worths[of->party];
    if (worths->rank)
        of->rank_here = worths->rank[state];
    else
        stand(of, worths, state, of->here);
}

CLONES static Set better(const Handful *of, const Worths *worths, uint32_t state) {
    double sum[DRAWS];
    uint8_t unsure[DRAWS];
    int any;
    sum_up(of, worths, state, sum);
    Set found = higher(sum, of->here, worths->grid, of->lanes, unsure, &any);
    for (int k = 0; any && k < of->lanes; k++) {
        double grid = worths->grid[k], half = worths->half[k];
        if (unsure[k] && floor((sum[k] + half) / grid) > floor((of->here[k] + half) / grid))
            found.word[k / 64] |= (uint64_t)1 << k % 64;
    }
    return found;
}

/* The live draws in which the party prefers a state to the one at hand. */
SHARED Set kernel_better(Handful *of, uint32_t state) {
    const Worths *worths = &of->worths[of->party];
    of->budget -= 32;
    if (worths->rank) {
        Set nowhere = {{0}};
        return worths->rank[state] > of->rank_here ? of->live : nowhere;
    }
    Set found = better(of, worths, state);
    return common(&found, &of->live);
}

/* The draws in which each change pays, in the order of next_subset; doubtful: where it pays less than the grid. */
CLONES static void fill_row(const Handful *of, const Worths *worths, uint32_t state, uint32_t changes, Set *row,
                            Set *doubtful) {
    double sum[DRAWS], other[DRAWS];
    uint8_t unsure[DRAWS];
    uint32_t change = 0;
    int64_t k = 0;
    int any;
    sum_up(of, worths, state, sum);
    do {
        sum_up(of, worths, state ^ change, other);
        row[k++] = higher(other, sum, worths->grid, of->lanes, unsure, &any);
        if (any) {
            Set more = packed(unsure, of->lanes);
            add_to(doubtful, &more);
        }
    } while ((change = next_subset(change, changes)));
}

/* In which draws each change of a party's own steps improves on a state; NULL where it gives up. */
SHARED const Set *kernel_rises(Handful *of, int party, uint32_t state, uint32_t changes) {
    Rises *rises = &of->rises[party];
    uint64_t pattern = 0;
    for (int e = 0; e < rises->entries; e++) pattern |= (uint64_t)!(rises->rests[e] & ~state) << e;
    void **found = kernel_look_up(&rises->rows, pattern << rises->width | squeeze(state, rises->own));
    if (!found) {
        of->gave_up = 1;
        return NULL;
    }
    if (!*found) {
        int steps = ones(changes);
        if (steps > MOST_CHANGES || !(*found = kernel_claim(of, (size_t)1 << steps, sizeof(Set)))) {
            of->gave_up = 1;
            return NULL;
        }
        of->budget -= (int64_t)32 << steps;
        fill_row(of, &of->worths[party], state, changes, *found, &of->doubtful);
    }
    return *found;
}
