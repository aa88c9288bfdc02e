/* In which draws a tie could be torn: sums of some feasible states that are noise apart lie on both sides of the edge of
   a level. There the levels of all states have to be mended (ranks.c), and a handful cannot say what becomes of them.

   Most states are left out by their sums modulo the grid, in 32 bits. Some bits are loose: their sums are the same for
   every setting of the others with which the same entries are full, and one addition is left for each state. */

#include "handful.h"

enum { LOOSE = 11, NEAR = 1 << 16 }; /* bits that are gone through in one loop; sums near an edge that are looked at */

/* The settings of all bits that are not loose with which a state is feasible, by the pattern of entries that are full but
   for loose bits. */
typedef struct {
    uint32_t loose, bound;
    int64_t count;
    uint32_t *settings, *spread; /* (count,) and (2^loose,) */
    uint64_t *pattern_of; /* (count,) */
    double *sums;         /* (2^loose,) */
    int32_t *rests;       /* (2^loose,) */
    double *near;         /* (NEAR,) */
} Settings;

/* The bits of which feasibility does not depend. */
static uint32_t unasked(const Graph *of) {
    uint32_t found = 0;
    for (int b = 0; b < of->n; b++) {
        size_t half = (size_t)1 << b;
        int same = 1;
        for (size_t s = 0; same && s < (size_t)of->size; s += 2 * half)
            same = !memcmp(of->feasible + s, of->feasible + s + half, half);
        if (same) found |= (uint32_t)half;
    }
    return found;
}

typedef struct {
    uint64_t pattern;
    uint32_t setting;
} Placed;

static int by_pattern(const void *a, const void *b) {
    const Placed *x = a, *y = b;
    if (x->pattern != y->pattern) return x->pattern < y->pattern ? -1 : 1;
    return (x->setting > y->setting) - (x->setting < y->setting);
}

/* The bits to go through in one loop: first those that no rule asks about, and of these those that no entry names. */
static uint32_t loose_bits(const Handful *of) {
    uint32_t all = (uint32_t)(of->of.size - 1), named = 0, found = 0;
    for (int e = 0; e < of->entries; e++) named |= (uint32_t)of->entry[e];
    const uint32_t turns[4] = {of->fixed & ~named, of->fixed & named, all & ~of->fixed & ~named, all};
    for (int turn = 0; turn < 4; turn++)
        for (uint32_t left = turns[turn] & ~found; left && ones(found) < LOOSE; left &= left - 1)
            found |= left & (0 - left);
    return found;
}

/* Which entries a setting fills but for loose bits; where there are too many, every setting has its own pattern. */
static uint64_t pattern_of(const Handful *of, const Settings *settings, uint32_t setting) {
    uint64_t pattern = 0;
    int place = 0;
    for (int e = 0; e < of->entries; e++) {
        uint32_t entry = (uint32_t)of->entry[e];
        if (!(entry & settings->loose) || !(entry & settings->bound)) continue;
        if (place == 64) return setting;
        pattern |= (uint64_t)!(entry & settings->bound & ~setting) << place++;
    }
    return pattern;
}

static int open_settings(Handful *of, Settings *to) {
    memset(to, 0, sizeof *to);
    of->fixed = unasked(&of->of);
    to->loose = loose_bits(of), to->bound = (uint32_t)(of->of.size - 1) & ~to->loose;
    size_t width = (size_t)1 << ones(to->loose), count = (size_t)1 << ones(to->bound);
    Placed *placed = malloc(count * sizeof *placed);
    to->settings = malloc(count * sizeof *to->settings), to->pattern_of = malloc(count * sizeof *to->pattern_of);
    to->sums = malloc(width * sizeof *to->sums), to->rests = malloc(width * sizeof *to->rests);
    to->near = malloc(NEAR * sizeof *to->near), to->spread = malloc(width * sizeof *to->spread);
    if (!placed || !to->settings || !to->pattern_of || !to->sums || !to->rests || !to->near || !to->spread) {
        free(placed);
        return NO_MEMORY;
    }
    kernel_spread_table(to->spread, to->loose);
    uint32_t setting = 0;
    do {
        int any = 0;
        for (size_t l = 0; l < width && !any; l++) any = of->of.feasible[setting | to->spread[l]];
        if (!any) continue;
        placed[to->count].pattern = pattern_of(of, to, setting), placed[to->count++].setting = setting;
    } while ((setting = next_subset(setting, to->bound)));
    count = (size_t)to->count;
    qsort(placed, count, sizeof *placed, by_pattern);
    for (int64_t p = 0; p < to->count; p++) to->settings[p] = placed[p].setting, to->pattern_of[p] = placed[p].pattern;
    free(placed);
    return FINE;
}

static void close_settings(Settings *of) {
    free(of->settings), free(of->spread), free(of->pattern_of), free(of->sums), free(of->rests), free(of->near);
}

/* One draw of one party. */
typedef struct {
    const double *worth, *together;
    int64_t stride;
    double grid, half, noise;
} Draw;

/* Sums of the loose bits, with what the entries are worth that a setting of the others leaves to them. */
CLONES static void sum_loose(const Handful *of, const Settings *settings, const Draw *draw, uint32_t setting) {
    double *restrict sums = settings->sums;
    int64_t width = 1;
    sums[0] = 0;
    for (uint32_t left = settings->loose; left; left &= left - 1, width *= 2) {
        double worth = draw->worth[first_of(left)];
        for (int64_t k = 0; k < width; k++) sums[width + k] = sums[k] + worth;
    }
    for (int e = 0; e < of->entries; e++) {
        uint32_t entry = (uint32_t)of->entry[e];
        double more = draw->together[e * draw->stride];
        if (more == 0 || !(entry & settings->loose) || entry & settings->bound & ~setting) continue;
        uint32_t inner = squeeze(entry & settings->loose, settings->loose), rest = (uint32_t)(width - 1) & ~inner;
        uint32_t set = 0;
        do sums[set | inner] += more;
        while ((set = next_subset(set, rest)));
    }
    int32_t *restrict rests = settings->rests;
    for (int64_t k = 0; k < width; k++) rests[k] = (int32_t)(sums[k] - floor(sums[k] / draw->grid) * draw->grid);
}

/* The worth of a setting of the other bits, and of the entries that have no loose bit. */
static double sum_bound(const Handful *of, const Settings *settings, const Draw *draw, uint32_t setting) {
    double sum = 0;
    for (uint32_t left = setting; left; left &= left - 1) sum += draw->worth[first_of(left)];
    for (int e = 0; e < of->entries; e++) {
        uint32_t entry = (uint32_t)of->entry[e];
        if (!(entry & settings->loose) && !(entry & ~setting)) sum += draw->together[e * draw->stride];
    }
    return sum;
}

/* Whether a sum is near an edge, of all that differ in loose bits. */
CLONES static int near_any(const int32_t *restrict rests, int64_t width, int32_t offset, int32_t grid, int32_t reach) {
    int32_t any = 0;
    for (int64_t k = 0; k < width; k++) {
        int32_t rest = rests[k] + offset;
        rest -= rest >= grid ? grid : 0;
        any |= rest < reach;
    }
    return any;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Whether some sums that are noise apart are on both sides of an edge, or may be. */
static int torn(const Handful *of, const Settings *settings, const Draw *draw) {
    double gross = 0;
    for (int b = 0; b < of->of.n; b++) gross += fabs(draw->worth[b]);
    for (int e = 0; e < of->entries; e++) gross += fabs(draw->together[e * draw->stride]);
    if (gross == 0) return 0;
    if (draw->grid <= 4 * draw->noise || draw->grid > (1 << 29)) return 1;
    int32_t grid = (int32_t)draw->grid, reach = 2 * (int32_t)draw->noise;
    int64_t width = (int64_t)1 << ones(settings->loose), count = 0;
    for (int64_t k = 0; k < settings->count; k++) {
        if (!k || settings->pattern_of[k] != settings->pattern_of[k - 1])
            sum_loose(of, settings, draw, settings->settings[k]);
        double base = sum_bound(of, settings, draw, settings->settings[k]);
        double lifted = base + draw->half + draw->noise, offset = lifted - floor(lifted / draw->grid) * draw->grid;
        if (!near_any(settings->rests, width, (int32_t)offset, grid, reach)) continue;
        for (int64_t l = 0; l < width; l++) {
            int32_t rest = settings->rests[l] + (int32_t)offset;
            if (rest - (rest >= grid ? grid : 0) >= reach) continue;
            if (!of->of.feasible[settings->settings[k] | settings->spread[l]]) continue;
            if (count == NEAR) return 1;
            settings->near[count++] = base + settings->sums[l];
        }
    }
    qsort(settings->near, (size_t)count, sizeof(double), by_value);
    for (int64_t k = 1; k < count; k++) {
        double one = settings->near[k - 1], other = settings->near[k];
        if (other - one <= draw->noise &&
            floor((one + draw->half) / draw->grid) != floor((other + draw->half) / draw->grid))
            return 1;
    }
    return 0;
}

/* Take the draws out of the live ones in which the levels of some party could have to be mended. */
SHARED int kernel_leave_out_torn(Handful *of, const double *worth, const double *together, const double *grid) {
    Settings settings;
    int status = open_settings(of, &settings), n = of->of.n, parties = of->of.parties;
    of->budget -= (settings.count << ones(settings.loose)) * parties / 32 * of->draws;
    for (int d = 0; d < of->draws && status == FINE; d++)
        for (int i = 0; i < parties; i++) {
            if (of->worths[i].rank) continue;
            Draw draw = {worth + ((int64_t)d * parties + i) * n, together + (int64_t)d * of->entries * parties + i,
                         parties, grid[d * parties + i], floor(grid[d * parties + i] / 2), (double)(n + of->entries)};
            if (!torn(of, &settings, &draw)) continue;
            of->live.word[d / 64] &= ~((uint64_t)1 << d % 64);
            break;
        }
    close_settings(&settings);
    return status;
}
