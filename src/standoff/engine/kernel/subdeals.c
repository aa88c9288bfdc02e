/* Good orders for every deal within a larger one, from walking out and losses that are known once for all. */

#include "common.h"

/* The score of a next step for a deal: walk and loss (parties,) at this step, worth (parties,) of the whole deal. */
static inline float deals_score(int64_t parties, const float *walk, const float *loss, const float *worth,
                                const float *gross) {
    float score = 0;
    for (int64_t p = 0; p < parties; p++) {
        if (isinf(walk[p])) continue;
        float margin = worth[p] - walk[p], found = 0;
        if (fabsf(margin) <= 1e-6f * gross[p]) margin = 0;
        if (margin < 0)
            found = 1.0f - margin / gross[p];
        else if (loss[p] > 0)
            found = loss[p] / (loss[p] + margin);
        if (found > score) score = found;
    }
    return score;
}

/* The best way into a set over moves of at most `cap`; `sums` joins by adding. */
static inline void deals_into(int64_t set, int64_t size, const float *moves, float cap, int sums, float *best,
                              int8_t *came) {
    float least = INFINITY;
    int8_t from = -1;
    for (int64_t b = 0; b < size; b++) {
        if (!(set >> b & 1)) continue;
        int64_t before = set ^ (int64_t)1 << b;
        float move = moves[before * size + b];
        if (!(move <= cap)) continue;
        float score = sums ? best[before] + move : best[before] > move ? best[before] : move;
        if (score < least) least = score, from = (int8_t)b;
    }
    best[set] = least, came[set] = from;
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

/* Good orders for each deal. walk, loss (2^n, n + 1, parties), worth (2^n, parties), gross (parties,), allowed (2^n,),
   earlier (n,), deals (count,), slacks (ways,); gives bottleneck (count,), steps (count, 1 + ways, n), -1 beyond. */
EXPORT int standoff_deals_orders(int64_t n, int64_t parties, const float *walk, const float *loss, const float *worth,
                                 const float *gross, const uint8_t *allowed, const int64_t *earlier,
                                 const int64_t *deals, int64_t count, const float *slacks, int64_t ways,
                                 float *bottleneck, int8_t *steps) {
    if (n < 1 || n > 24 || parties < 0 || count < 0 || ways < 0) return BAD_LENGTH;
    int64_t largest = 0;
    for (int64_t f = 0; f < count; f++) {
        int64_t size = 0;
        if (deals[f] < 0 || deals[f] >= (int64_t)1 << n) return BAD_LENGTH;
        for (int64_t b = 0; b < n; b++) size += deals[f] >> b & 1;
        if (size > largest) largest = size;
    }
    size_t width = (size_t)1 << largest;
    float *moves = malloc(width * (size_t)(largest + 1) * sizeof *moves);
    float *best = malloc(width * sizeof *best);
    int64_t *sets = malloc(width * sizeof *sets);
    int8_t *came = malloc(width);
    int status = moves && best && sets && came ? FINE : NO_MEMORY;
    for (int64_t f = 0; f < count && status == FINE; f++) {
        int64_t bits[24], size = 0, deal = deals[f];
        for (int64_t b = 0; b < n; b++)
            if (deal >> b & 1) bits[size++] = b;
        const float *whole = worth + deal * parties;
        int8_t *order = steps + f * (1 + ways) * n;
        for (int64_t k = 0; k < (1 + ways) * n; k++) order[k] = -1;
        sets[0] = 0, best[0] = 0;
        for (int64_t b = 0; b < size; b++)
            for (int64_t set = 0, half = (int64_t)1 << b; set < half; set++)
                sets[half + set] = sets[set] | (int64_t)1 << bits[b];
        for (int64_t set = 0; set < (int64_t)1 << size; set++) {
            int64_t made = sets[set];
            if (set) deals_into(set, size, moves, INFINITY, 0, best, came);
            if (isinf(best[set])) {
                for (int64_t b = 0; b < size; b++) moves[set * size + b] = INFINITY;
                continue;
            }
            const float *w = walk + made * (n + 1) * parties, *l = loss + made * (n + 1) * parties;
            for (int64_t b = 0; b < size; b++) {
                int64_t step = bits[b], needs = earlier[step] & deal;
                int open = !(set >> b & 1) && (made & needs) == needs && allowed[made | (int64_t)1 << step];
                moves[set * size + b] =
                    open ? deals_score(parties, w + step * parties, l + step * parties, whole, gross) : INFINITY;
            }
        }
        const float *w = walk + (deal * (n + 1) + n) * parties, *l = loss + (deal * (n + 1) + n) * parties;
        float ends = deals_score(parties, w, l, whole, gross);
        float found = best[((int64_t)1 << size) - 1];
        deals_trace(size, came, bits, order);
        bottleneck[f] = found > ends ? found : ends;
        for (int64_t k = 0; k < ways; k++) {
            float cap = bottleneck[f] + slacks[k] + 1e-6f;
            for (int64_t set = 1; set < (int64_t)1 << size; set++) deals_into(set, size, moves, cap, 1, best, came);
            deals_trace(size, came, bits, order + (1 + k) * n);
        }
        if (isinf(bottleneck[f]))
            for (int64_t k = 0; k < (1 + ways) * n; k++) order[k] = -1;
    }
    free(moves);
    free(best);
    free(sets);
    free(came);
    return status;
}
