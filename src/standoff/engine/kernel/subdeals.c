/* Good orders for every deal within a larger one, from walking out and losses that are known once for all. */

#include "common.h"

#define LANES 8 /* pairs of failures that are looked at together */

/* A move in a sweep: from a set of the deal's own bits, by one of them, and its score. */
typedef struct {
    uint32_t from;
    uint8_t bit;
    float score;
} move_t;

/* The score of a next step for a deal: walk, then loss, at this step, worth of the whole deal, gross stakes and what of
   them is noise; all of `width` pairs, of which those to fill it up bring nothing. */
INLINE float deals_score(int64_t width, const float *walk, const float *worth, const float *gross, const float *noise) {
    const float *loss = walk + width;
    float most[LANES] = {0};
    for (int64_t p = 0; p < width; p += LANES)
        for (int64_t q = 0; q < LANES; q++) {
            float margin = worth[p + q] - walk[p + q];
            margin = fabsf(margin) <= noise[p + q] ? 0.0f : margin;
            float part = margin < 0 ? margin : loss[p + q], whole = margin < 0 ? gross[p + q] : loss[p + q] + margin;
            float share = part / whole, found = margin < 0 ? 1.0f - share : loss[p + q] > 0 ? share : 0.0f;
            most[q] = found > most[q] ? found : most[q];
        }
    for (int64_t q = 0; q < 4; q++) most[q] = most[q + 4] > most[q] ? most[q + 4] : most[q];
    float even = most[0] > most[2] ? most[0] : most[2], odd = most[1] > most[3] ? most[1] : most[3];
    return even > odd ? even : odd;
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
    int64_t *sets;
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
    if (score <= s->best[into]) s->best[into] = score, s->came[into] = bit;
}

/* Good orders for each deal. place (2^n): where the stakes of a set stand, or -1 where it is not allowed (of the empty
   set they stand somewhere); stakes (rows, n + 1, 2, width): walk, then loss, of each set and next step; worth (rows,
   width), gross (width), earlier (n), deals (count), slacks (ways). width: a multiple of LANES; pairs to fill it up
   have a walk of minus infinity, no loss and a gross of 1. Gives bottleneck (count), steps (count, 1 + ways, n), -1
   beyond. */
CLONES EXPORT int standoff_deals_orders(int64_t n, int64_t width, int64_t rows, const int32_t *place,
                                        const float *stakes, const float *worth, const float *gross,
                                        const int64_t *earlier, const int64_t *deals, int64_t count,
                                        const float *slacks, int64_t ways, float *bottleneck, int8_t *steps) {
    if (n < 1 || n > 24 || width < 0 || width % LANES || count < 0 || ways < 0 || rows < 1) return BAD_LENGTH;
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
    float *noise = malloc(((size_t)width + 1) * sizeof *noise);
    int status = s.moves && s.sets && s.best && s.came && noise ? FINE : NO_MEMORY;
    for (int64_t p = 0; p < width && status == FINE; p++) noise[p] = 1e-6f * gross[p];
    int64_t row = (n + 1) * 2 * width;
    for (int64_t f = 0; f < count && status == FINE; f++) {
        int64_t bits[24], size = 0, deal = deals[f], full, moves = 0;
        for (int64_t b = 0; b < n; b++)
            if (deal >> b & 1) bits[size++] = b;
        full = ((int64_t)1 << size) - 1;
        int8_t *order = steps + f * (1 + ways) * n;
        for (int64_t k = 0; k < (1 + ways) * n; k++) order[k] = -1;
        bottleneck[f] = INFINITY;
        if (place[deal] < 0) continue;
        const float *whole = worth + place[deal] * width;
        deals_forget(size, &s);
        s.sets[0] = 0;
        for (int64_t b = 0; b < size; b++)
            for (int64_t set = 0, half = (int64_t)1 << b; set < half; set++)
                s.sets[half + set] = s.sets[set] | (int64_t)1 << bits[b];
        for (int64_t set = 0; set < full; set++) {
            if (isinf(s.best[set])) continue;
            int64_t made = s.sets[set];
            const float *here = stakes + place[made] * row;
            for (uint64_t rest = (uint64_t)(full & ~set); rest; rest &= rest - 1) {
                int b = first_of(rest);
                int64_t step = bits[b], needs = earlier[step] & deal;
                if ((made & needs) != needs || place[made | (int64_t)1 << step] < 0) continue;
                float score = deals_score(width, here + step * 2 * width, whole, gross, noise);
                s.moves[moves++] = (move_t){(uint32_t)set, (uint8_t)b, score};
                deals_into(&s, set | (int64_t)1 << b, (int8_t)b, score > s.best[set] ? score : s.best[set]);
            }
        }
        if (isinf(s.best[full])) continue;
        float ends = deals_score(width, stakes + place[deal] * row + n * 2 * width, whole, gross, noise);
        deals_trace(size, s.came, bits, order);
        bottleneck[f] = s.best[full] > ends ? s.best[full] : ends;
        for (int64_t k = 0; k < ways; k++) {
            float cap = bottleneck[f] + slacks[k] + 1e-6f;
            deals_forget(size, &s);
            for (const move_t *m = s.moves; m < s.moves + moves; m++)
                if (m->score <= cap && !isinf(s.best[m->from]))
                    deals_into(&s, m->from | (int64_t)1 << m->bit, (int8_t)m->bit, s.best[m->from] + m->score);
            deals_trace(size, s.came, bits, order + (1 + k) * n);
        }
    }
    free(s.moves);
    free(s.sets);
    free(s.best);
    free(s.came);
    free(noise);
    return status;
}
