/* What is at stake at two pairs of failures of each party, for every deal within a lattice at once. */

#include "lattice.h"

/* What one own failure brings, and the largest loss with it. */
typedef struct {
    float walk[BLOCK], loss[BLOCK];
} Pair;

/* Put a pair into the place of the best where its first number is larger, or equal and the second larger. */
INLINE void take(int64_t count, float near, const float *first, const float *second, float *restrict best,
                 float *restrict other) {
    for (int64_t l = 0; l < count; l++) {
        int larger = first[l] > best[l] + near || (first[l] >= best[l] - near && second[l] > other[l]);
        best[l] = larger ? first[l] : best[l], other[l] = larger ? second[l] : other[l];
    }
}

/* The pairs of each own failure of a party before the next step j, put into the places (count,) of the best two. */
INLINE void stake_next(const Terms *terms, const Block *block, int64_t party, int64_t j, int64_t each, float *walk,
                       float *loss) {
    int64_t n = terms->n, stride = 1 + terms->entries, first = terms->first[party], end = terms->first[party + 1];
    float near = NOISE * terms->stakes[2 * party + 1], value[BLOCK];
    Pair pair;
    for (int64_t row = first; row < end;) {
        for (int64_t l = 0; l < BLOCK; l++) pair.walk[l] = pair.loss[l] = -INFINITY;
        int64_t own = row;
        do {
            int64_t counts = terms->which[row * (n + 3) + 2 + j];
            const float *adds = terms->numbers + row * terms->width + 1 + n + terms->entries + j * stride;
            const float *made = (counts == ALWAYS ? terms->made : terms->shown) + (row - first) * BLOCK;
            float *into = row == own ? pair.walk : pair.loss;
            if (counts != NEVER) {
                with_next(terms, block, j, made, adds, value);
                for (int64_t l = 0; l < BLOCK; l++) into[l] = value[l] > into[l] ? value[l] : into[l];
            }
            row++;
        } while (row < end && !terms->which[row * (n + 3)]);
        for (int64_t l = 0; l < BLOCK; l++)
            if (pair.loss[l] <= near || pair.walk[l] == -INFINITY) pair.loss[l] = 0;
        take(block->count, near, pair.walk, pair.loss, walk, loss);
        take(block->count, near, pair.loss, pair.walk, loss + each, walk + each);
    }
}

/* walk, loss: (parties, 2, n + 1, count), of the pair that brings most, and of that with the largest loss. */
CLONES EXPORT int standoff_stakes(int64_t n, int64_t parties, int64_t entries, int64_t rows, const int64_t *first,
                                  const float *stakes, const int64_t *entry, const int64_t *which, const float *numbers,
                                  const uint8_t *marks, int64_t size, int64_t count, float *walk, float *loss) {
    Terms terms;
    Sets sets;
    Block block;
    memset(&block, 0, sizeof block);
    int status = open_terms(&terms, n, parties, entries, rows, first, stakes, entry, which, numbers);
    int other = open_sets(&sets, n, marks, size, count);
    int64_t each = (n + 1) * count;
    if (!status) status = other;
    for (int64_t k = 0; !status && k < 2 * parties * each; k++) walk[k] = -INFINITY, loss[k] = 0;
    for (int64_t from = 0; !status && next_block(&sets, &block, &from);) {
        mark_having(&terms, &block);
        for (int64_t party = 0; party < parties; party++) {
            for (int64_t row = first[party], k = 0; row < first[party + 1]; row++, k++)
                make_row(&terms, &block, row, terms.made + k * BLOCK, terms.shown + k * BLOCK);
            for (int64_t j = 0; j <= n; j++) {
                int64_t place = 2 * party * each + j * count + block.place;
                stake_next(&terms, &block, party, j, each, walk + place, loss + place);
            }
        }
    }
    close_terms(&terms);
    close_sets(&sets);
    return status;
}
