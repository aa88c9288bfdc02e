/* Good orders for every deal within a larger one, from walking out and losses that are known once for all. */

#include "common.h"

#define LANES 8      /* steps that are looked at together */
#define MOST_BITS 24 /* steps there can be */

/* A move in a sweep: from a set of the deal's own bits, by one of them, and its score. */
typedef struct {
    uint32_t from;
    uint8_t bit;
    float score;
} move_t;

/* The scores of some next steps at least from a set, on the way to a deal: stakes (pairs, 2, width), walk, then loss, of this set;
   worth of the whole deal, gross stakes and what of them is noise (pairs). */
INLINE void deals_scores(uint32_t which, int64_t pairs, int64_t width, const float *stakes, const float *worth, const float *gross,
                         const float *noise, float *scores) {
    for (int64_t first = 0; first < width; first += LANES) {
        if (!(which >> first & ((1u << LANES) - 1))) continue;
        float most[LANES] = {0};
        for (int64_t p = 0; p < pairs; p++) {
            const float *walk = stakes + p * 2 * width + first, *loss = walk + width;
            const float end = worth[p], stake = gross[p], near = noise[p];
            for (int64_t q = 0; q < LANES; q++) {
                float lost = loss[q], margin = end - walk[q];
                margin = fabsf(margin) <= near ? 0.0f : margin;
                float part = margin < 0 ? margin : lost, whole = margin < 0 ? stake : lost + margin;
                float share = part / whole, trust = lost > 0 ? share : 0.0f, broken = 1.0f - share;
                float found = margin < 0 ? broken : trust;
                most[q] = found > most[q] ? found : most[q];
            }
        }
        memcpy(scores + first, most, sizeof most);
    }
}

/* The steps that lead to the whole deal. */
static void deals_trace(int64_t size, const int8_t *came, const int64_t *bits, int8_t *steps) {
    int64_t at = ((int64_t)1 << size) - 1;
    for (int64_t turn = size - 1; turn >= 0; turn--) {
        int8_t b = came[at];
        steps[turn] = b < 0 ? -1 : (int8_t)bits[b];
        if (b >= 0) at ^= (int64_t)1 << b;
    }
}

/* What a sweep over the subsets of deals has room for: (2^size), and all moves. */
typedef struct {
    move_t *moves;
    uint32_t *sets;
    float *best;
    int8_t *came;
} sweep_t;

/* Forget the ways into all sets but the empty one. */
INLINE void deals_forget(int64_t size, sweep_t *s) {
    for (int64_t set = 0; set < (int64_t)1 << size; set++) s->best[set] = INFINITY, s->came[set] = -1;
    s->best[0] = 0;
}

/* A way into a set by a bit: of ways as good the one by the lowest bit, which comes last. */
INLINE void deals_into(sweep_t *s, int64_t into, int8_t bit, float score) {
    int better = score <= s->best[into]; /* without a branch, which would be guessed wrong every other time */
    s->best[into] = better ? score : s->best[into];
    s->came[into] = better ? bit : s->came[into];
}

/* Good orders for each deal. place (2^n): where the stakes of a set stand, or -1 where it is not allowed (of the empty
   set they stand somewhere); stakes (rows, pairs, 2, width): walk, then loss, of each set and next step, the last none;
   worth (rows, pairs), gross (pairs), earlier (n), deals (count), slacks (ways). width: a multiple of LANES, n + 1 at
   least. Gives bottleneck (count), steps (count, 1 + ways, n), -1 beyond. */
CLONES EXPORT int standoff_deals_orders(int64_t n, int64_t pairs, int64_t width, int64_t rows, const int32_t *place,
                                        const float *stakes, const float *worth, const float *gross,
                                        const int64_t *earlier, const int64_t *deals, int64_t count,
                                        const float *slacks, int64_t ways, float *bottleneck, int8_t *steps) {
    if (n < 1 || n > MOST_BITS || pairs < 0 || width <= n || width > 32 || width % LANES || count < 0 ||
        ways < 0 || rows < 1)
        return BAD_LENGTH;
    for (int64_t set = 0; set < (int64_t)1 << n; set++)
        if (place[set] < (set ? -1 : 0) || place[set] >= rows) return BAD_LENGTH;
    int64_t largest = 0;
    for (int64_t f = 0; f < count; f++) {
        if (deals[f] < 0 || deals[f] >= (int64_t)1 << n) return BAD_LENGTH;
        int64_t size = ones((uint64_t)deals[f]);
        if (size > largest) largest = size;
    }
    size_t sets = (size_t)1 << largest;
    sweep_t s = {.moves = malloc((sets / 2 * (size_t)largest + 1) * sizeof *s.moves),
                 .sets = malloc(sets * sizeof *s.sets),
                 .best = malloc(sets * sizeof *s.best),
                 .came = malloc(sets)};
    float *noise = malloc(((size_t)pairs + 1) * sizeof *noise), scores[32];
    uint32_t *open = malloc(((size_t)1 << n) * sizeof *open); /* the steps that may be next */
    int status = s.moves && s.sets && s.best && s.came && noise && open ? FINE : NO_MEMORY;
    for (int64_t p = 0; p < pairs && status == FINE; p++) noise[p] = 1e-6f * gross[p];
    int64_t row = pairs * 2 * width;
    uint32_t late = 0; /* the steps that have to wait for others */
    for (int64_t b = 0; b < n; b++)
        if (earlier[b]) late |= 1u << b;
    for (int64_t set = 0; set < (int64_t)1 << n && status == FINE; set++) {
        open[set] = 0;
        for (int64_t b = 0; b < n; b++)
            if (!(set >> b & 1) && place[set | (int64_t)1 << b] >= 0) open[set] |= 1u << b;
    }
    for (int64_t f = 0; f < count && status == FINE; f++) {
        int64_t bits[MOST_BITS], size = 0, deal = deals[f], full, moves = 0;
        int8_t rank[MOST_BITS];
        for (int64_t b = 0; b < n; b++)
            if (deal >> b & 1) rank[b] = (int8_t)size, bits[size++] = b;
        full = ((int64_t)1 << size) - 1;
        int8_t *order = steps + f * (1 + ways) * n;
        for (int64_t k = 0; k < (1 + ways) * n; k++) order[k] = -1;
        bottleneck[f] = INFINITY;
        if (place[deal] < 0) continue;
        const float *whole = worth + place[deal] * pairs;
        deals_forget(size, &s);
        s.sets[0] = 0;
        for (int64_t b = 0; b < size; b++)
            for (int64_t set = 0, half = (int64_t)1 << b; set < half; set++)
                s.sets[half + set] = s.sets[set] | 1u << bits[b];
        for (int64_t set = 0; set < full; set++) {
            if (isinf(s.best[set])) continue;
            int64_t made = s.sets[set];
            uint32_t next = open[made] & (uint32_t)deal;
            for (uint32_t rest = next & late; rest; rest &= rest - 1) {
                int64_t needs = earlier[first_of(rest)] & deal;
                if ((made & needs) != needs) next ^= rest & (0 - rest);
            }
            deals_scores(next, pairs, width, stakes + place[made] * row, whole, gross, noise, scores);
            for (; next; next &= next - 1) {
                int64_t step = first_of(next), b = rank[step];
                float score = scores[step];
                s.moves[moves++] = (move_t){(uint32_t)set, (uint8_t)b, score};
                deals_into(&s, set | (int64_t)1 << b, (int8_t)b, score > s.best[set] ? score : s.best[set]);
            }
        }
        if (isinf(s.best[full])) continue;
        deals_scores(1u << n, pairs, width, stakes + place[deal] * row, whole, gross, noise, scores);
        deals_trace(size, s.came, bits, order);
        bottleneck[f] = s.best[full] > scores[n] ? s.best[full] : scores[n];
        for (int64_t k = 0; k < ways; k++) {
            float cap = bottleneck[f] + slacks[k] + 1e-6f;
            deals_forget(size, &s);
            for (const move_t *m = s.moves; m < s.moves + moves; m++)
                deals_into(&s, m->from | (int64_t)1 << m->bit, (int8_t)m->bit,
                           m->score <= cap ? s.best[m->from] + m->score : INFINITY);
            deals_trace(size, s.came, bits, order + (1 + k) * n);
        }
    }
    free(s.moves);
    free(s.sets);
    free(s.best);
    free(s.came);
    free(noise);
    free(open);
    return status;
}
