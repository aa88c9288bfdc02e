/* The scores of all moves over the lattice of sets of planned steps, block by block: what all families share that sweep
   it. The twin in numpy says what the rows of the terms mean.

   Sets are taken in blocks, in the order of their numbers, so that a block's scores stay in the cache and all paths
   into a set are known before any leads on from it. */

#ifndef STANDOFF_LATTICE_H
#define STANDOFF_LATTICE_H

#include "terms.h"

enum { CHUNK = 8, BLOCK = 1 << CHUNK, CHUNKS = MOST_ORDERED / CHUNK };

#define BROKEN 1.0f

/* The terms of the patient limit, and room to work: (rows, CHUNKS, BLOCK) the subset sums of each chunk; (most rows of
   a party, BLOCK) the sums over the sets of the block, everywhere and where the failure shows; (entries, BLOCK) which
   sets have an entry complete, and (entries) whether any has. */
typedef struct {
    int64_t n, parties, entries, width;
    const int64_t *first, *entry, *which;
    const float *stakes, *numbers;
    float *chunks, *made, *shown, *having;
    uint8_t *any;
} Terms;

/* The sets to go through: all 2^n, or those marked; then `rank` finds the place of a set among them, by counting the
   marks up to it, 64 at a time. */
typedef struct {
    int64_t n, size, count;
    const uint8_t *marks; /* (size,) */
    uint64_t *bits;       /* (size / 64,), NULL where all sets have a place */
    int32_t *before;      /* (size / 64,), the marks before each word of bits */
} Sets;

/* A block: the sets in it, the place of the first, and whether they are all sets with the same steps beyond the first
   chunk. Loops over a block go through all of BLOCK, which compilers like better; what is beyond `count` is not used.
   runs: where another run of sets begins that have the same steps beyond the first chunk; `low` are those within it. */
typedef struct {
    int64_t place, count;
    int whole, run_count;
    int32_t set[BLOCK];
    int16_t runs[BLOCK + 1];
    uint8_t low[BLOCK];
} Block;

INLINE int64_t rank_of(const Sets *sets, int64_t set) {
    if (!sets->bits) return set;
    uint64_t word = sets->bits[set >> 6], bit = (uint64_t)1 << (set & 63);
    return word & bit ? sets->before[set >> 6] + ones(word & (bit - 1)) : -1;
}

/* Number the marked sets, if `count` says that not all have a place. */
static int open_sets(Sets *sets, int64_t n, const uint8_t *marks, int64_t size, int64_t count) {
    memset(sets, 0, sizeof *sets);
    if (n < 0 || n > MOST_ORDERED || size != (int64_t)1 << n || count < 1 || count > size || !marks[0])
        return BAD_LENGTH;
    sets->n = n, sets->size = size, sets->count = count, sets->marks = marks;
    if (count == size) return FINE;
    int64_t words = (size + 63) / 64, found = 0;
    sets->bits = calloc((size_t)words, sizeof *sets->bits);
    sets->before = calloc((size_t)words, sizeof *sets->before);
    if (!sets->bits || !sets->before) return NO_MEMORY;
    for (int64_t set = 0; set < size; set++) {
        if (!(set & 63)) sets->before[set >> 6] = (int32_t)found;
        if (marks[set]) sets->bits[set >> 6] |= (uint64_t)1 << (set & 63), found++;
    }
    return found == count ? FINE : BAD_LENGTH;
}

static void close_sets(Sets *sets) {
    free(sets->bits);
    free(sets->before);
}

INLINE void find_runs(Block *block) {
    block->run_count = 0;
    for (int l = 0; l < BLOCK; l++) {
        block->low[l] = (uint8_t)(block->set[l] & (BLOCK - 1));
        if (!l || block->set[l] >> CHUNK != block->set[l - 1] >> CHUNK) block->runs[block->run_count++] = (int16_t)l;
    }
    block->runs[block->run_count] = BLOCK;
}

/* The block after the one given, whose first set follows `from`; false after the last. */
INLINE int next_block(const Sets *sets, Block *block, int64_t *from) {
    int64_t set = *from, count = 0;
    block->place += block->count;
    if (!sets->bits)
        for (; set < sets->size && count < BLOCK; set++) block->set[count++] = (int32_t)set;
    else
        for (; set < sets->size && count < BLOCK; set++)
            if (sets->marks[set]) block->set[count++] = (int32_t)set;
    block->count = count, block->whole = !sets->bits, *from = set;
    if (!block->whole) find_runs(block);
    return count > 0;
}

/* The sum of values over every subset, added to `start`, by doubling: n values, 2^n sums. */
INLINE void subset_sums(const float *values, int64_t n, float start, float *sums) {
    sums[0] = start;
    for (int64_t b = 0; b < n; b++)
        for (int64_t set = 0, half = (int64_t)1 << b; set < half; set++) sums[half + set] = sums[set] + values[b];
}

static int open_terms(Terms *terms, int64_t n, int64_t parties, int64_t entries, int64_t rows, const int64_t *first,
                      const float *stakes, const int64_t *entry, const int64_t *which, const float *numbers) {
    memset(terms, 0, sizeof *terms);
    if (n < 0 || n > MOST_ORDERED || parties < 0 || entries < 0 || rows < 0 || first[parties] != rows)
        return BAD_LENGTH;
    terms->n = n, terms->parties = parties, terms->entries = entries;
    terms->width = 1 + n + entries + (n + 1) * (1 + entries);
    terms->first = first, terms->stakes = stakes, terms->entry = entry, terms->which = which, terms->numbers = numbers;
    int64_t most = 1;
    for (int64_t p = 0; p < parties; p++) {
        if (first[p + 1] < first[p] || first[p] < 0) return BAD_LENGTH;
        if (first[p + 1] - first[p] > most) most = first[p + 1] - first[p];
    }
    terms->chunks = calloc((size_t)(rows + 1) * CHUNKS * BLOCK, sizeof(float));
    terms->made = calloc((size_t)most * BLOCK, sizeof(float));
    terms->shown = calloc((size_t)most * BLOCK, sizeof(float));
    terms->having = calloc((size_t)(entries + 1) * BLOCK, sizeof(float));
    terms->any = calloc((size_t)(entries + 1), sizeof *terms->any);
    if (!terms->chunks || !terms->made || !terms->shown || !terms->having || !terms->any) return NO_MEMORY;
    for (int64_t row = 0; row < rows; row++) {
        const float *number = numbers + row * terms->width;
        for (int64_t c = 0; c < CHUNKS; c++) {
            int64_t left = n - c * CHUNK, bits = left < 0 ? 0 : left < CHUNK ? left : CHUNK;
            subset_sums(number + 1 + c * CHUNK, bits, c ? 0 : number[0], terms->chunks + (row * CHUNKS + c) * BLOCK);
        }
    }
    return FINE;
}

static void close_terms(Terms *terms) {
    free(terms->chunks);
    free(terms->made);
    free(terms->shown);
    free(terms->having);
    free(terms->any);
}

/* Which sets of the block have all steps of each entry, as 0 or 1, and whether any has. */
INLINE void mark_having(const Terms *terms, const Block *block) {
    for (int64_t e = 0; e < terms->entries; e++) {
        int32_t wanted = (int32_t)terms->entry[e], found = 0;
        float *having = terms->having + e * BLOCK;
        for (int64_t l = 0; l < BLOCK; l++) {
            int all = (block->set[l] & wanted) == wanted;
            having[l] = all ? 1.0f : 0.0f, found |= all;
        }
        terms->any[e] = (uint8_t)found;
    }
}

/* What the made steps of each set come to in a row, everywhere and where the failure shows. */
INLINE void make_row(const Terms *terms, const Block *block, int64_t row, float *restrict made, float *restrict shown) {
    const float *low = terms->chunks + row * CHUNKS * BLOCK, *middle = low + BLOCK, *high = middle + BLOCK;
    const float *number = terms->numbers + row * terms->width;
    const int64_t *which = terms->which + row * (terms->n + 3);
    if (block->whole) {
        float second = middle[block->set[0] >> CHUNK & (BLOCK - 1)], third = high[block->set[0] >> 2 * CHUNK];
        for (int64_t l = 0; l < BLOCK; l++) made[l] = low[l] + second + third;
    }
    for (int r = 0; r < (block->whole ? 0 : block->run_count); r++) {
        int32_t set = block->set[block->runs[r]];
        float second = middle[set >> CHUNK & (BLOCK - 1)], third = high[set >> 2 * CHUNK];
        for (int l = block->runs[r]; l < block->runs[r + 1]; l++) made[l] = low[block->low[l]] + second + third;
    }
    for (int64_t e = 0; e < terms->entries; e++) {
        float worth = number[1 + terms->n + e];
        const float *having = terms->having + e * BLOCK;
        if (worth != 0 && terms->any[e])
            for (int64_t l = 0; l < BLOCK; l++) made[l] += worth * having[l];
    }
    int32_t one_of = (int32_t)which[1];
    int shows = 0;
    for (int64_t j = 0; j <= terms->n; j++) shows |= which[2 + j] == WHERE_IT_SHOWS;
    if (!shows) return;
    for (int64_t l = 0; l < BLOCK; l++) shown[l] = block->set[l] & one_of ? made[l] : -INFINITY;
}

/* Losses that wait to be joined, four at a time: fewer ways to and from the memory. */
typedef struct {
    const float *made[4];
    float add[4];
    int count;
} Waiting;

INLINE float larger(float a, float b) { return a > b ? a : b; }

/* The larger of what is there and what the waiting rows come to. */
INLINE void raise_to(Waiting *rows, float *restrict loss) {
    for (int r = rows->count; r < 4 && r > 0; r++) rows->made[r] = rows->made[0], rows->add[r] = rows->add[0];
    const float *a = rows->made[0], *b = rows->made[1], *c = rows->made[2], *d = rows->made[3];
    float e = rows->add[0], f = rows->add[1], g = rows->add[2], h = rows->add[3];
    for (int64_t l = 0; rows->count && l < BLOCK; l++)
        loss[l] = larger(larger(larger(a[l] + e, b[l] + f), larger(c[l] + g, d[l] + h)), loss[l]);
    rows->count = 0;
}

/* What a row comes to with the next step j: made (BLOCK,), what it adds by itself, and with the entries it completes. */
INLINE void with_next(const Terms *terms, const Block *block, int64_t j, const float *made, const float *adds,
                      float *restrict value) {
    float add = adds[0];
    for (int64_t l = 0; l < BLOCK; l++) value[l] = made[l] + add;
    for (int64_t e = 0; e < terms->entries; e++) {
        float worth = adds[1 + e];
        int32_t before = (int32_t)terms->entry[e] & ~(j < terms->n ? (int32_t)1 << j : 0);
        if (worth != 0)
            for (int64_t l = 0; l < BLOCK; l++) value[l] += (block->set[l] & before) == before ? worth : 0.0f;
    }
}

/* The trust asked where a party can fail so, or what is missing; the larger of it and what is there stays. */
INLINE void score_pair(float whole, float stake, const float *walk, const float *most, float *restrict score) {
    float noise = NOISE * stake;
    for (int64_t l = 0; l < BLOCK; l++) {
        float margin = whole - walk[l], loss = most[l];
        margin = fabsf(margin) <= noise ? 0.0f : margin;
        loss = loss <= noise ? 0.0f : loss;
        float above = margin < 0 ? -margin : loss, below = margin < 0 ? stake : loss + margin;
        float share = above > 0 ? above / below : 0.0f, found = margin < 0 ? BROKEN + share : share;
        score[l] = found > score[l] ? found : score[l];
    }
}

/* The score of the next step j (n: none) from each set of the block, through the eyes of one party whose rows are made:
   each own failure, then the losses that go with it. The larger of it and what is there stays. */
INLINE void score_next(const Terms *terms, const Block *block, int64_t party, int64_t j, float *restrict score) {
    int64_t n = terms->n, entries = terms->entries, first = terms->first[party], end = terms->first[party + 1];
    float whole = terms->stakes[2 * party], stake = terms->stakes[2 * party + 1];
    float walk[BLOCK], loss[BLOCK], value[BLOCK];
    Waiting losses = {{0}, {0}, 0};
    int fails = 0;
    for (int64_t row = first; row < end; row++) {
        const int64_t *which = terms->which + row * (n + 3);
        if (which[0] && fails) raise_to(&losses, loss), score_pair(whole, stake, walk, loss, score);
        if (which[0]) fails = which[2 + j] != NEVER;
        if (which[2 + j] == NEVER || !fails) continue;
        const float *adds = terms->numbers + row * terms->width + 1 + n + entries + j * (1 + entries);
        const float *made = (which[2 + j] == ALWAYS ? terms->made : terms->shown) + (row - first) * BLOCK;
        int completes = 0;
        for (int64_t e = 0; e < entries; e++) completes |= adds[1 + e] != 0;
        if (which[0]) {
            with_next(terms, block, j, made, adds, walk);
            for (int64_t l = 0; l < BLOCK; l++) loss[l] = -INFINITY;
        } else if (completes) {
            with_next(terms, block, j, made, adds, value);
            for (int64_t l = 0; l < BLOCK; l++) loss[l] = larger(value[l], loss[l]);
        } else {
            losses.made[losses.count] = made, losses.add[losses.count++] = adds[0];
            if (losses.count == 4) raise_to(&losses, loss);
        }
    }
    if (fails) raise_to(&losses, loss), score_pair(whole, stake, walk, loss, score);
}

/* The scores (n + 1, BLOCK) of the wanted next steps (a set; bit n is none) from each set of the block. */
INLINE void score_block(const Terms *terms, const Block *block, int64_t wanted, float *scores) {
    mark_having(terms, block);
    for (int64_t j = 0; j <= terms->n; j++)
        if (wanted >> j & 1) memset(scores + j * BLOCK, 0, BLOCK * sizeof(float));
    for (int64_t party = 0; party < terms->parties; party++) {
        int64_t first = terms->first[party], end = terms->first[party + 1];
        for (int64_t row = first; row < end; row++)
            make_row(terms, block, row, terms->made + (row - first) * BLOCK, terms->shown + (row - first) * BLOCK);
        for (int64_t j = 0; j <= terms->n; j++)
            if (wanted >> j & 1) score_next(terms, block, party, j, scores + j * BLOCK);
    }
}

/* The next steps that lead from some set of the block to a larger one; and no next step from the full set. */
INLINE int64_t wanted_from(const Sets *sets, const Block *block) {
    int64_t wanted = 0, full = sets->size - 1;
    for (int64_t l = 0; l < block->count; l++) {
        wanted |= full & ~(int64_t)block->set[l];
        if (block->set[l] == full) wanted |= sets->size;
    }
    return wanted;
}

#endif
