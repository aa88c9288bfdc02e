/* The hot loops of the engine in C11. Every function has a twin in numpy, which serves where this file is not compiled.

   Rules. An exported function is named standoff_*, takes arrays with their lengths, returns a status (FINE or why not),
   checks its lengths before it writes, frees what it allocates, keeps no state, and says the same as its twin: loops
   may be reordered over sets, never within a sum. Declare it in kernel.py (FUNCTIONS), where a test compares the two.
   One section for each module of the engine; the words are those of the Python. */

#if defined(__linux__)
#define _DEFAULT_SOURCE /* for madvise */
#include <sys/mman.h>
#endif
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

/* CLONES before a function: compiled twice, and the processor decides at run time which one is called. It needs a
   dynamic linker that lets it decide (glibc), and sanitizers do not go with it. */
#if defined(__has_attribute)
#if __has_attribute(target_clones) && defined(__x86_64__) && defined(__GLIBC__) && !defined(STANDOFF_ONE_PROCESSOR)
#define CLONES __attribute__((target_clones("avx2", "default")))
#endif
#endif
#if !defined(CLONES)
#define CLONES
#endif

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline)) /* into each clone, to be compiled for its processor */
#else
#define INLINE static inline
#endif

#if !defined(STANDOFF_SOURCE)
#define STANDOFF_SOURCE 0
#endif

enum { FINE = 0, BAD_LENGTH = 1, NO_MEMORY = 2 };

/* Which kernel.c this was compiled from: the CRC-32 of its bytes. kernel.py serves no other. */
EXPORT int64_t standoff_source(void) { return STANDOFF_SOURCE; }

/* --------------------------------------------------------------------------------- patient.py and lattice.py */

/* The patient limit: see patient.py for what the rows mean and lattice.py for the paths. Sets of planned steps are
   taken in blocks, in the order of their numbers, so that a block's scores stay in the cache and all paths into a set
   are known before any leads on from it. */

enum { CHUNK = 8, BLOCK = 1 << CHUNK, MOST_ORDERED = 24, CHUNKS = MOST_ORDERED / CHUNK };
enum { NEVER = 0, WHERE_IT_SHOWS = 1, ALWAYS = 2 };

#define NOISE 1e-6f
#define BROKEN 1.0f

/* Terms of patient.py, and room to work: (rows, CHUNKS, BLOCK) the subset sums of each chunk; (most rows of a party,
   BLOCK) the sums over the sets of the block, everywhere and where the failure shows; (entries, BLOCK) which sets have
   an entry complete, or all of it but the next step. */
typedef struct {
    int64_t n, parties, entries, width;
    const int64_t *first, *entry, *which;
    const float *stakes, *numbers;
    float *chunks, *made, *shown, *having;
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
 */
typedef struct {
    int64_t place, count;
    int whole;
    int32_t set[BLOCK];
} Block;

INLINE int64_t ones(uint64_t word) {
#if defined(__GNUC__)
    return __builtin_popcountll(word);
#else
    int64_t count = 0;
    for (; word; word &= word - 1) count++;
    return count;
#endif
}

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
        if (first[p + 1] <= first[p] || first[p] < 0) return BAD_LENGTH;
        if (first[p + 1] - first[p] > most) most = first[p + 1] - first[p];
    }
    terms->chunks = calloc((size_t)(rows + 1) * CHUNKS * BLOCK, sizeof(float));
    terms->made = calloc((size_t)most * BLOCK, sizeof(float));
    terms->shown = calloc((size_t)most * BLOCK, sizeof(float));
    terms->having = calloc((size_t)(entries + 1) * BLOCK, sizeof(float));
    if (!terms->chunks || !terms->made || !terms->shown || !terms->having) return NO_MEMORY;
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
}

/* Which sets of the block have all of `wanted`, as 0 or 1. */
INLINE void mark_having(const Block *block, int32_t wanted, float *restrict having) {
    for (int64_t l = 0; l < BLOCK; l++) having[l] = (block->set[l] & wanted) == wanted ? 1.0f : 0.0f;
}

/* What the made steps of each set come to in a row, everywhere and where the failure shows. */
INLINE void make_row(const Terms *terms, const Block *block, int64_t row, float *restrict made, float *restrict shown) {
    const float *low = terms->chunks + row * CHUNKS * BLOCK, *middle = low + BLOCK, *high = middle + BLOCK;
    const float *number = terms->numbers + row * terms->width;
    const int64_t *which = terms->which + row * (terms->n + 3);
    if (block->whole) {
        float second = middle[block->set[0] >> CHUNK & (BLOCK - 1)], third = high[block->set[0] >> 2 * CHUNK];
        for (int64_t l = 0; l < BLOCK; l++) made[l] = low[l] + second + third;
    } else {
        for (int64_t l = 0; l < BLOCK; l++) {
            int32_t set = block->set[l];
            made[l] = low[set & (BLOCK - 1)] + middle[set >> CHUNK & (BLOCK - 1)] + high[set >> 2 * CHUNK];
        }
    }
    for (int64_t e = 0; e < terms->entries; e++) {
        float worth = number[1 + terms->n + e];
        const float *having = terms->having + e * BLOCK;
        if (worth != 0)
            for (int64_t l = 0; l < BLOCK; l++) made[l] += worth * having[l];
    }
    float unseen = which[0] ? -INFINITY : INFINITY;
    int32_t one_of = (int32_t)which[1];
    for (int64_t l = 0; l < BLOCK; l++) shown[l] = block->set[l] & one_of ? made[l] : unseen;
}

/* Rows of one kind that wait to be joined, four at a time: fewer ways to and from the memory. */
typedef struct {
    const float *made[4];
    float add[4];
    int count;
} Waiting;

INLINE float larger(float a, float b) { return a > b ? a : b; }
INLINE float smaller(float a, float b) { return a < b ? a : b; }

/* The larger of what is there and what the waiting rows come to: the party's own failures. */
INLINE void raise_to(Waiting *rows, float *restrict walk) {
    for (int r = rows->count; r < 4 && r > 0; r++) rows->made[r] = rows->made[0], rows->add[r] = rows->add[0];
    const float *a = rows->made[0], *b = rows->made[1], *c = rows->made[2], *d = rows->made[3];
    float e = rows->add[0], f = rows->add[1], g = rows->add[2], h = rows->add[3];
    for (int64_t l = 0; rows->count && l < BLOCK; l++)
        walk[l] = larger(larger(larger(a[l] + e, b[l] + f), larger(c[l] + g, d[l] + h)), walk[l]);
    rows->count = 0;
}

/* The smaller of what is there and what the waiting rows come to: the others' failures. */
INLINE void lower_to(Waiting *rows, float *restrict least) {
    for (int r = rows->count; r < 4 && r > 0; r++) rows->made[r] = rows->made[0], rows->add[r] = rows->add[0];
    const float *a = rows->made[0], *b = rows->made[1], *c = rows->made[2], *d = rows->made[3];
    float e = rows->add[0], f = rows->add[1], g = rows->add[2], h = rows->add[3];
    for (int64_t l = 0; rows->count && l < BLOCK; l++)
        least[l] = smaller(smaller(smaller(a[l] + e, b[l] + f), smaller(c[l] + g, d[l] + h)), least[l]);
    rows->count = 0;
}

/* The score of the next step j (n: none) from each set of the block, through the eyes of one party whose rows are made;
   the larger of it and what is there stays. */
INLINE void score_next(const Terms *terms, const Block *block, int64_t party, int64_t j, float *restrict score) {
    int64_t n = terms->n, entries = terms->entries;
    int64_t first = terms->first[party], last = terms->first[party + 1] - 1;
    float whole = terms->stakes[2 * party], stake = terms->stakes[2 * party + 1], noise = NOISE * stake;
    float walk[BLOCK], least[BLOCK], value[BLOCK];
    Waiting own = {{0}, {0}, 0}, others = {{0}, {0}, 0};
    for (int64_t l = 0; l < BLOCK; l++) walk[l] = -INFINITY, least[l] = INFINITY;
    for (int64_t row = first; row <= last; row++) {
        const int64_t *which = terms->which + row * (n + 3);
        if (which[2 + j] == NEVER) continue;
        const float *adds = terms->numbers + row * terms->width + 1 + n + entries + j * (1 + entries);
        const float *made = (which[2 + j] == ALWAYS ? terms->made : terms->shown) + (row - first) * BLOCK;
        Waiting *waiting = which[0] ? &own : &others;
        waiting->made[waiting->count] = made, waiting->add[waiting->count++] = adds[0];
        int completes = 0;
        for (int64_t e = 0; e < entries; e++) completes |= adds[1 + e] != 0;
        if (completes || row == last) {
            float add = adds[0];
            for (int64_t l = 0; l < BLOCK; l++) value[l] = made[l] + add;
            for (int64_t e = 0; completes && e < entries; e++) {
                float worth = adds[1 + e];
                int32_t before = (int32_t)terms->entry[e] & ~(j < n ? (int32_t)1 << j : 0);
                if (worth != 0)
                    for (int64_t l = 0; l < BLOCK; l++) value[l] += (block->set[l] & before) == before ? worth : 0.0f;
            }
            waiting->made[waiting->count - 1] = value, waiting->add[waiting->count - 1] = 0;
            if (row == last) waiting->count--; /* `value` is what it has if everything stops */
        }
        if (own.count == 4 || (completes && waiting == &own) || row == last) raise_to(&own, walk);
        if (others.count == 4 || (completes && waiting == &others) || row == last) lower_to(&others, least);
    }
    for (int64_t l = 0; l < BLOCK; l++) {
        float margin = whole - walk[l], loss = value[l] - least[l];
        margin = fabsf(margin) <= noise ? 0.0f : margin;
        loss = loss <= noise ? 0.0f : loss;
        float above = margin < 0 ? -margin : loss, below = margin < 0 ? stake : loss + margin;
        float share = above > 0 ? above / below : 0.0f, found = margin < 0 ? BROKEN + share : share;
        score[l] = found > score[l] ? found : score[l];
    }
}

/* The scores (n + 1, BLOCK) of the wanted next steps (a set; bit n is none) from each set of the block. */
INLINE void score_block(const Terms *terms, const Block *block, int64_t wanted, float *scores) {
    for (int64_t e = 0; e < terms->entries; e++)
        mark_having(block, (int32_t)terms->entry[e], terms->having + e * BLOCK);
    for (int64_t j = 0; j <= terms->n; j++)
        if (wanted >> j & 1) memset(scores + j * BLOCK, 0, BLOCK * sizeof(float));
    for (int64_t party = 0; party < terms->parties; party++) {
        int64_t first = terms->first[party], last = terms->first[party + 1] - 1;
        for (int64_t row = first; row <= last; row++)
            make_row(terms, block, row, terms->made + (row - first) * BLOCK, terms->shown + (row - first) * BLOCK);
        for (int64_t j = 0; j <= terms->n; j++)
            if (wanted >> j & 1) score_next(terms, block, party, j, scores + j * BLOCK);
    }
}

/* The score of each next step from each marked set: (n + 1, count), the last row for no next step. */
CLONES EXPORT int standoff_edge_scores(int64_t n, int64_t parties, int64_t entries, int64_t rows, const int64_t *first,
                                       const float *stakes, const int64_t *entry, const int64_t *which,
                                       const float *numbers, const uint8_t *marks, int64_t size, int64_t count,
                                       float *scores) {
    Terms terms;
    Sets sets;
    Block block = {0, 0, 0, {0}};
    float found[(MOST_ORDERED + 1) * BLOCK];
    int status = open_terms(&terms, n, parties, entries, rows, first, stakes, entry, which, numbers);
    int other = open_sets(&sets, n, marks, size, count);
    if (!status) status = other;
    for (int64_t from = 0; !status && next_block(&sets, &block, &from);) {
        score_block(&terms, &block, ((int64_t)2 << n) - 1, found);
        for (int64_t j = 0; j <= n; j++)
            memcpy(scores + j * count + block.place, found + j * BLOCK, (size_t)block.count * sizeof(float));
    }
    close_terms(&terms);
    close_sets(&sets);
    return status;
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

/* Where all sets have a place, the moves from eight neighbours by any but the three lowest steps lead to eight
   neighbours again. STRIP is how many are moved on together: the number of sets, if there are fewer. */
enum { STRIP = 8, STRIP_STEPS = 3 };

/* Moves from `count` neighbours by one step: bottlenecks joined, and orders in which nobody walks out added. */
INLINE void move_bottlenecks(int64_t count, const float *restrict score, const float *restrict best,
                             const double *restrict holding, float *restrict best_into, double *restrict holding_into) {
    for (int64_t i = 0; i < count; i++) {
        float joined = score[i] > best[i] ? score[i] : best[i];
        best_into[i] = joined < best_into[i] ? joined : best_into[i];
        holding_into[i] += score[i] <= BROKEN ? holding[i] : 0;
    }
}

/* Moves from `count` neighbours by one step of at most `cap`: the least sums. */
INLINE void move_sums(int64_t count, const float *restrict score, float cap, const float *restrict sum,
                      float *restrict into) {
    for (int64_t i = 0; i < count; i++) {
        float joined = score[i] <= cap ? sum[i] + score[i] : INFINITY;
        into[i] = joined < into[i] ? joined : into[i];
    }
}

/* For each set (count,): the least bottleneck of an order of single steps that leads to it (inf: none does), and the
   number of such orders in which nobody walks out. The full set also counts what comes after it. */
CLONES EXPORT int standoff_bottlenecks(int64_t n, int64_t parties, int64_t entries, int64_t rows, const int64_t *first,
                                       const float *stakes, const int64_t *entry, const int64_t *which,
                                       const float *numbers, const uint8_t *marks, int64_t size, int64_t count,
                                       float *best, double *holding) {
    Terms terms;
    Sets sets;
    Block block = {0, 0, 0, {0}};
    float scores[(MOST_ORDERED + 1) * BLOCK];
    int status = open_terms(&terms, n, parties, entries, rows, first, stakes, entry, which, numbers);
    int other = open_sets(&sets, n, marks, size, count);
    if (!status) status = other;
    for (int64_t place = 0; !status && place < count; place++)
        best[place] = place ? INFINITY : 0, holding[place] = place == 0;
    for (int64_t from = 0; !status && next_block(&sets, &block, &from);) {
        score_block(&terms, &block, wanted_from(&sets, &block), scores);
        for (int64_t l = 0; l < block.count; l++) {
            int64_t place = block.place + l, set = block.set[l];
            if (!marks[set]) best[place] = INFINITY, holding[place] = 0;
            if (set == size - 1) {
                float after = scores[n * BLOCK + l];
                best[place] = after > best[place] ? after : best[place];
                holding[place] = after <= BROKEN ? holding[place] : 0;
            }
            for (int64_t b = 0; b < (block.whole && n > STRIP_STEPS ? STRIP_STEPS : n); b++) {
                int64_t into = set >> b & 1 ? -1 : rank_of(&sets, set | (int64_t)1 << b);
                if (into < 0) continue;
                move_bottlenecks(1, scores + b * BLOCK + l, best + place, holding + place, best + into, holding + into);
            }
            if (!block.whole || l % STRIP != STRIP - 1) continue;
            place -= STRIP - 1;
            for (int64_t b = STRIP_STEPS; b < n; b++)
                if (!(set >> b & 1))
                    move_bottlenecks(STRIP, scores + b * BLOCK + l - (STRIP - 1), best + place, holding + place,
                                     best + place + ((int64_t)1 << b), holding + place + ((int64_t)1 << b));
        }
    }
    close_terms(&terms);
    close_sets(&sets);
    return status;
}

/* For each cap the order with the least sum, backwards from the full set: at each set the first step of those that
   explain its sum. The caps go back together, each with its own n places in the block. */
INLINE void ways_back(const Terms *terms, const Sets *sets, const float *caps, int64_t cap_count, const float *sums,
                      int8_t *ways) {
    Block block = {0, 0, 0, {0}};
    float scores[(MOST_ORDERED + 1) * BLOCK];
    int64_t n = terms->n, full = sets->size - 1, end = rank_of(sets, full), at[BLOCK] = {0};
    for (int64_t c = 0; c < cap_count; c++) at[c] = end >= 0 && sums[c * sets->count + end] < INFINITY ? full : 0;
    for (int64_t left = n; left > 0; left--) {
        for (int64_t l = 0; l < cap_count * n; l++) block.set[l] = (int32_t)(at[l / n] & ~((int64_t)1 << l % n));
        score_block(terms, &block, full, scores);
        for (int64_t c = 0; c < cap_count; c++) {
            const float *sum = sums + c * sets->count;
            int64_t set = at[c];
            ways[c * n + left - 1] = -1;
            for (int64_t b = 0; b < n && at[c] == set; b++) {
                int64_t l = c * n + b, before = set >> b & 1 ? rank_of(sets, block.set[l]) : -1;
                float score = scores[b * BLOCK + l];
                if (before < 0 || !sets->marks[block.set[l]] || !(score <= caps[c])) continue;
                if (sum[before] + score != sum[rank_of(sets, set)]) continue;
                ways[c * n + left - 1] = (int8_t)b;
                at[c] = block.set[l];
            }
        }
    }
}

/* For each cap (caps,): the order (n,) of the least sum of scores whose moves are all at most the cap; -1 where there
   is none. `best` (count,) is what standoff_bottlenecks found, `sums` (count,) room to work. */
CLONES EXPORT int standoff_least_sums(int64_t n, int64_t parties, int64_t entries, int64_t rows, const int64_t *first,
                                      const float *stakes, const int64_t *entry, const int64_t *which,
                                      const float *numbers, const uint8_t *marks, int64_t size, int64_t count,
                                      const float *best, const float *caps, int64_t cap_count, float *sums,
                                      int8_t *ways) {
    Terms terms;
    Sets sets;
    Block block = {0, 0, 0, {0}};
    float scores[(MOST_ORDERED + 1) * BLOCK], most = -INFINITY;
    int status = open_terms(&terms, n, parties, entries, rows, first, stakes, entry, which, numbers);
    int other = open_sets(&sets, n, marks, size, count);
    if (!status) status = other;
    if (cap_count < 0 || cap_count * n > BLOCK) status = BAD_LENGTH;
    for (int64_t c = 0; !status && c < cap_count; c++) {
        most = caps[c] > most ? caps[c] : most;
        for (int64_t place = 0; place < count; place++) sums[c * count + place] = place ? INFINITY : 0;
    }
    for (int64_t from = 0; !status && next_block(&sets, &block, &from);) {
        int reached = 0;
        for (int64_t l = 0; l < block.count; l++) reached |= best[block.place + l] <= most;
        if (!reached) continue;
        score_block(&terms, &block, wanted_from(&sets, &block), scores);
        for (int64_t l = 0; l < block.count; l++) {
            int64_t place = block.place + l, set = block.set[l];
            for (int64_t c = 0; c < cap_count; c++) {
                float *sum = sums + c * count;
                if (!marks[set]) sum[place] = INFINITY;
                for (int64_t b = 0; b < (block.whole && n > STRIP_STEPS ? STRIP_STEPS : n); b++) {
                    int64_t into = set >> b & 1 ? -1 : rank_of(&sets, set | (int64_t)1 << b);
                    if (into >= 0) move_sums(1, scores + b * BLOCK + l, caps[c], sum + place, sum + into);
                }
            }
            if (!block.whole || l % STRIP != STRIP - 1) continue;
            place -= STRIP - 1;
            for (int64_t b = STRIP_STEPS; b < n; b++)
                for (int64_t c = 0; c < (set >> b & 1 ? 0 : cap_count); c++)
                    move_sums(STRIP, scores + b * BLOCK + l - (STRIP - 1), caps[c], sums + c * count + place,
                              sums + c * count + place + ((int64_t)1 << b));
        }
    }
    if (!status) ways_back(&terms, &sets, caps, cap_count, sums, ways);
    close_terms(&terms);
    close_sets(&sets);
    return status;
}

/* How many orders of single steps lead to each set (count,) through marked sets. */
CLONES EXPORT int standoff_orders(int64_t n, const uint8_t *marks, int64_t size, int64_t count, double *orders) {
    Sets sets;
    Block block = {0, 0, 0, {0}};
    int status = open_sets(&sets, n, marks, size, count);
    for (int64_t place = 0; !status && place < count; place++) orders[place] = place == 0;
    for (int64_t from = 0; !status && next_block(&sets, &block, &from);)
        for (int64_t l = 0; l < block.count; l++) {
            double here = marks[block.set[l]] ? orders[block.place + l] : 0;
            orders[block.place + l] = here;
            for (int64_t b = 0; here > 0 && b < n; b++) {
                int64_t into = block.set[l] >> b & 1 ? -1 : rank_of(&sets, block.set[l] | (int64_t)1 << b);
                if (into >= 0) orders[into] += here;
            }
        }
    close_sets(&sets);
    return status;
}

/* --------------------------------------------------------------------------------------------------- assess.py */

/* The definitions, the words and the order of the failures are those of the module. */

#define MOST_PARTIES 16
#define MOST_STEPS 64
#define NEAR 1e-12 /* of a gross stake: of outcomes as near as this the first one is named */

typedef uint64_t steps_t;
typedef uint32_t group_t;

static int first_of(uint64_t set) { return __builtin_ctzll(set); }

/* An exchange. Arrays of numbers have an entry per draw where `drawn`. owns: (parties); requires: (steps). */
typedef struct {
    int32_t parties, steps, entries, drawn;
    const double *horizons, *walkout_costs, *worth, *takes, *seen, *undo, *together_worth, *stake;
    const double *not_before; /* (steps) years from now, the same in all draws; or none */
    const uint64_t *owns, *requires, *together;
    uint64_t automatic, ends_all;
    uint32_t all_sets; /* the parties whose best failure may be no threshold failure */
    int32_t all_sets_up_to;
} standoff_exchange;

/* One draw of an exchange with what follows from its signs. Sums run over parties within steps. */
typedef struct {
    int parties, steps, entries, all_sets_up_to;
    const double *takes, *seen, *undo;
    const uint64_t *owns, *requires, *together;
    double horizon[MOST_PARTIES], cost[MOST_PARTIES], stake[MOST_PARTIES];
    double worth[MOST_STEPS][MOST_PARTIES], per_undo[MOST_STEPS][MOST_PARTIES];
    const double *together_worth; /* (entries, parties) */
    steps_t costly_to[MOST_PARTIES], breakable[MOST_PARTIES], costly, lapses, ends_all;
    group_t all_sets, failers;
    int requires_any;
} draw_t;

static void read_draw(const standoff_exchange *x, int64_t draw, draw_t *d) {
    int n = x->parties, m = x->steps;
    int64_t at = x->drawn ? draw : 0;
    d->parties = n;
    d->steps = m;
    d->entries = x->entries;
    d->takes = x->takes + at * m;
    d->seen = x->seen + at * m;
    d->undo = x->undo + at * m;
    d->together_worth = x->together_worth + at * x->entries * n;
    d->owns = x->owns;
    d->requires = x->requires;
    d->together = x->together;
    d->ends_all = x->ends_all;
    d->all_sets = x->all_sets;
    d->all_sets_up_to = x->all_sets_up_to;
    d->costly = d->lapses = 0;
    d->requires_any = 0;
    for (int i = 0; i < n; i++) {
        d->horizon[i] = x->horizons[at * n + i];
        d->cost[i] = x->walkout_costs[at * n + i];
        d->stake[i] = x->stake[at * n + i];
        d->costly_to[i] = d->breakable[i] = 0;
    }
    for (int j = 0; j < m; j++) {
        int owners = 0, unwilling = 0;
        for (int i = 0; i < n; i++) {
            double worth = x->worth[(at * n + i) * m + j];
            d->worth[j][i] = worth;
            d->per_undo[j][i] = exp(-d->undo[j] / d->horizon[i]);
            if (x->owns[i] >> j & 1) {
                owners++;
                if (worth < 0) {
                    unwilling++;
                    d->costly_to[i] |= 1ULL << j;
                }
            }
        }
        int finite = isfinite(d->undo[j]), would_end = x->ends_all >> j & 1 ? unwilling == owners : unwilling > 0;
        if (unwilling) d->costly |= 1ULL << j;
        if (finite && (would_end || x->automatic >> j & 1)) d->lapses |= 1ULL << j;
        if (finite && would_end)
            for (int i = 0; i < n; i++) d->breakable[i] |= d->costly_to[i] & 1ULL << j;
        if (x->requires[j]) d->requires_any = 1;
    }
}

/* Times within 1e-9 years are equal. */
static int64_t ticks(double time) { return llrint((isinf(time) ? 9e9 : time) * 1e9); }

/* The start of one phase of one plan; time 0 is that moment. */
typedef struct {
    const draw_t *draw;
    steps_t present, made, now; /* now: a breach of it would begin now */
    int due[MOST_STEPS];
    double start[MOST_STEPS], shows[MOST_STEPS];
    steps_t together[MOST_STEPS], no_sooner[MOST_STEPS]; /* whose breaches show with this one's, and not before it */
    steps_t sure[MOST_STEPS], maybe[MOST_STEPS];         /* what comes if this breach is the first to show */
    double from_start[MOST_STEPS][MOST_PARTIES], at_show[MOST_STEPS][MOST_PARTIES];
    steps_t breachable[MOST_PARTIES];
} moment_t;

/* What a party is at the start of a phase. The failures are given by breaches, group and the time they show. */
typedef struct {
    double carry_on, stop, walk_out, margin, exposure, trust, bond, tempting_shows, feared_shows;
    steps_t tempting, feared;
    group_t feared_group;
} standing_t;

static void look(const draw_t *d, const int64_t *phase_of, const double *starts, int phase, moment_t *o) {
    int64_t begin_ticks[MOST_STEPS], start_ticks[MOST_STEPS], show_ticks[MOST_STEPS];
    o->draw = d;
    o->present = o->made = o->now = 0;
    for (int j = 0; j < d->steps; j++) {
        if (phase_of[j] < 0) continue;
        steps_t bit = 1ULL << j;
        int later = phase_of[j] >= phase;
        double begins = later ? starts[phase_of[j] - 1] - starts[phase - 1] : 0;
        o->present |= bit;
        if (!later) o->made |= bit;
        if (phase_of[j] <= phase) o->now |= bit;
        o->due[j] = later ? (int)phase_of[j] : phase;
        o->start[j] = later ? begins + d->takes[j] : 0;
        o->shows[j] = o->start[j] + d->seen[j];
        begin_ticks[j] = ticks(begins);
        start_ticks[j] = ticks(o->start[j]);
        show_ticks[j] = ticks(o->shows[j]);
        for (int i = 0; i < d->parties; i++) {
            o->from_start[j][i] = o->start[j] == 0 ? 1 : exp(-o->start[j] / d->horizon[i]);
            o->at_show[j][i] = o->shows[j] == 0 ? 1 : exp(-o->shows[j] / d->horizon[i]);
        }
    }
    for (int i = 0; i < d->parties; i++)
        o->breachable[i] = o->present & ((o->made & d->breakable[i]) | (~o->made & d->costly_to[i]));
    for (steps_t rest = o->present; rest; rest &= rest - 1) {
        int x = first_of(rest);
        o->together[x] = o->no_sooner[x] = o->sure[x] = o->maybe[x] = 0;
        for (steps_t others = o->present; others; others &= others - 1) {
            int j = first_of(others);
            steps_t bit = others & -others;
            /* A breach shows sooner than another if it shows earlier, or equally early in an earlier phase. */
            if (show_ticks[j] == show_ticks[x] && o->due[j] == o->due[x]) o->together[x] |= bit;
            if (show_ticks[j] > show_ticks[x] || (show_ticks[j] == show_ticks[x] && o->due[j] >= o->due[x]))
                o->no_sooner[x] |= bit;
            if (o->made & bit)
                o->sure[x] |= bit;
            else if (o->due[j] > o->due[x] && begin_ticks[j] >= show_ticks[x])
                continue; /* its phase does not begin */
            else if (start_ticks[j] <= show_ticks[x])
                o->sure[x] |= bit;
            else if (!(d->costly & bit))
                o->maybe[x] |= bit;
        }
    }
}

/* The steps that come: the sure ones, and of the free ones those for which no required step is missing. */
static steps_t come(const moment_t *o, steps_t sure, steps_t maybe, steps_t gone) {
    steps_t comes = sure | maybe;
    if (!maybe || !o->draw->requires_any) return comes;
    for (;;) {
        steps_t missing = o->present & (~comes | gone), lacking = 0;
        for (steps_t rest = maybe & comes & ~sure; rest; rest &= rest - 1)
            if (o->draw->requires[first_of(rest)] & missing) lacking |= rest & -rest;
        if (!lacking) return comes;
        comes &= ~lacking;
    }
}

/* What the spans of the steps are worth to every party. Ends: `fade` (or its own start, if later) times undoing for
 * what lapses, undoing alone for what is taken back, never for the rest. */
static void value(const moment_t *o, steps_t comes, steps_t lapsing, steps_t taken_back, const double *fade,
                  double *total) {
    const draw_t *d = o->draw;
    int n = d->parties;
    steps_t ends = lapsing | taken_back;
    for (int i = 0; i < n; i++) total[i] = 0;
    for (steps_t rest = comes; rest; rest &= rest - 1) {
        int j = first_of(rest);
        const double *worth = d->worth[j], *from = o->from_start[j], *undo = d->per_undo[j];
        if (taken_back >> j & 1)
            for (int i = 0; i < n; i++) total[i] += worth[i] * (from[i] - undo[i]);
        else if (ends >> j & 1)
            for (int i = 0; i < n; i++)
                total[i] += worth[i] * (from[i] - (fade[i] < from[i] ? fade[i] : from[i]) * undo[i]);
        else
            for (int i = 0; i < n; i++) total[i] += worth[i] * from[i];
    }
    for (int e = 0; e < d->entries; e++) {
        steps_t members = d->together[e];
        if (!members || members & ~comes) continue;
        for (int i = 0; i < n; i++) {
            double w = d->together_worth[e * n + i], from = 1, to = 0;
            if (w == 0) continue;
            for (steps_t rest = members; rest; rest &= rest - 1) {
                int j = first_of(rest);
                double start = o->from_start[j][i], end = 0;
                if (taken_back >> j & 1)
                    end = d->per_undo[j][i];
                else if (ends >> j & 1)
                    end = (fade[i] < start ? fade[i] : start) * d->per_undo[j][i];
                if (start < from) from = start;
                if (end > to) to = end;
            }
            if (from > to) total[i] += w * (from - to);
        }
    }
}

/* What every party has if these breaches begin, of which `first` shows first. */
static void fail(const moment_t *o, steps_t breaches, int first, double *total) {
    steps_t due = breaches & ~o->made;
    steps_t comes = come(o, o->sure[first] & ~due, o->maybe[first] & ~due, breaches);
    value(o, comes, o->draw->lapses, breaches & o->made, o->at_show[first], total);
}

/* The breaches of a group: a made step that only all its owners can end needs all of them. */
static steps_t breaches_of(const moment_t *o, group_t group) {
    const draw_t *d = o->draw;
    steps_t own = 0, others = 0;
    for (int i = 0; i < d->parties; i++)
        if (group >> i & 1)
            own |= o->breachable[i];
        else
            others |= d->owns[i];
    return own & ~(o->made & d->ends_all & others);
}

typedef struct {
    double value;
    steps_t breaches;
    group_t group;
    int first;
    int64_t order; /* the number of the failure */
} worst_t;

static void keep_lowest(worst_t *w, double value, double near, steps_t breaches, group_t group, int first,
                        int64_t order) {
    if (w->order < 0 || value < w->value - near) *w = (worst_t){value, breaches, group, first, order};
}

static void walk(const moment_t *o, int i, steps_t breaches, int first, double value, standing_t *s) {
    const draw_t *d = o->draw;
    double fade = o->at_show[first][i], left = value - fade * d->cost[i], lacking = left - s->carry_on;
    double bond = fade > 0 ? lacking / fade : lacking > 0 ? INFINITY : -INFINITY;
    if (!s->tempting || left > s->walk_out + NEAR * d->stake[i]) {
        s->walk_out = left;
        s->tempting = breaches;
        s->tempting_shows = o->shows[first];
    }
    if (bond > s->bond) s->bond = bond;
}

/* Every party at one moment. all_sets: the parties for whom all sets of breaches are tried. */
static void stand(const moment_t *o, group_t all_sets, standing_t *standing) {
    const draw_t *d = o->draw;
    int n = d->parties;
    double total[MOST_PARTIES], one[MOST_PARTIES] = {0};
    worst_t now[MOST_PARTIES], later[MOST_PARTIES];
    group_t failers = 0;
    for (int i = 0; i < n; i++) {
        one[i] = 1;
        standing[i].tempting = standing[i].feared = 0;
        standing[i].bond = standing[i].walk_out = -INFINITY;
        now[i].order = later[i].order = -1;
        if (o->breachable[i]) failers |= 1u << i;
    }
    value(o, o->present, 0, 0, one, total);
    for (int i = 0; i < n; i++) standing[i].carry_on = total[i];
    steps_t due = o->present & ~o->made & o->now;
    /* All stop: what lapses lasts until its start and as long as undoing takes, as if it showed at once. */
    value(o, come(o, o->made, due & ~d->costly, 0), d->lapses, 0, one, total);
    for (int i = 0; i < n; i++) standing[i].stop = total[i];

    int64_t order = 0;
    for (group_t group = failers & -failers; failers && group; group = (group - failers) & failers) {
        steps_t own = breaches_of(o, group);
        for (steps_t rest = own; rest; rest &= rest - 1) {
            int first = first_of(rest);
            steps_t breaches = own & o->no_sooner[first];
            if (first_of(own & o->together[first]) != first) continue; /* of those that show together one is enough */
            int minimal = 1;
            for (group_t members = group; members; members &= members - 1)
                if (!(o->breachable[__builtin_ctz(members)] & breaches)) minimal = 0;
            if (!minimal) continue;
            int begins_now = (breaches & o->now) != 0;
            fail(o, breaches, first, total);
            if (begins_now && !(group & (group - 1))) {
                int i = __builtin_ctz(group);
                walk(o, i, breaches, first, total[i], standing + i);
            }
            for (int i = 0; i < n; i++)
                if (!(group >> i & 1))
                    keep_lowest(begins_now ? now + i : later + i, total[i], NEAR * d->stake[i], breaches, group, first,
                                order);
            order++;
        }
        if (group == failers) break;
    }
    for (int i = 0; i < n; i++) {
        steps_t own = breaches_of(o, 1u << i);
        if (!(all_sets >> i & 1) || !own) continue;
        for (steps_t breaches = own & -own;; breaches = (breaches - own) & own) {
            if (breaches & o->now) {
                int first = first_of(breaches);
                for (steps_t rest = breaches; rest; rest &= rest - 1)
                    if (!(breaches & ~o->no_sooner[first_of(rest)])) {
                        first = first_of(rest);
                        break;
                    }
                fail(o, breaches, first, total);
                walk(o, i, breaches, first, total[i], standing + i);
            }
            if (breaches == own) break;
        }
    }
    for (int i = 0; i < n; i++) {
        standing_t *s = standing + i;
        double zero = 1e-9 * d->stake[i];
        if (!s->tempting) { /* nothing to quit */
            s->walk_out = s->margin = s->exposure = s->bond = NAN;
            s->trust = 0;
            continue;
        }
        double a = now[i].order >= 0 ? s->stop - now[i].value : -INFINITY;
        double b = later[i].order >= 0 ? s->walk_out - later[i].value : -INFINITY;
        const worst_t *w = a > b + NEAR * d->stake[i] ||
                                   (a >= b - NEAR * d->stake[i] && now[i].order < later[i].order && now[i].order >= 0)
                               ? now + i
                               : later + i;
        double exposure = a > b ? a : b;
        s->margin = s->carry_on - s->walk_out;
        if (fabs(s->margin) <= zero) s->margin = 0;
        s->exposure = exposure > zero ? exposure : 0;
        if (s->exposure > 0) {
            s->feared = w->breaches;
            s->feared_group = w->group;
            s->feared_shows = o->shows[w->first];
        }
        s->trust = s->margin < 0 ? NAN : s->exposure == 0 ? 0 : s->exposure / (s->exposure + s->margin);
        s->bond = s->margin < 0 && s->bond > 0 ? s->bond : 0;
    }
}

/* Where the results go. (plans, phases + 1, parties) unless said otherwise; rows that a plan does not have are left. */
typedef struct {
    double *starts, *lasts; /* (plans, phases + 1), (plans) */
    double *carry_on, *stop, *walk_out, *margin, *exposure, *trust, *bond, *tempting_shows, *feared_shows;
    uint64_t *tempting, *feared;
    uint32_t *feared_group;
    double *gain, *kept, *at_risk, *trust_asked; /* (plans, parties), ..., (plans) */
    int64_t *phases;                             /* (plans) */
    uint8_t *exact;                              /* (plans) */
} standoff_results;

/* Assess plans: phase_of (plans, steps), -1 absent, 0 kept; pace (plans) years; last: the most phases of any plan. */
CLONES EXPORT int standoff_assess(const standoff_exchange *x, int64_t plans, const int64_t *phase_of,
                                  const double *pace, int64_t last, standoff_results *r) {
    if (x->parties < 1 || x->parties > MOST_PARTIES || x->steps < 0 || x->steps > MOST_STEPS || x->entries < 0 ||
        plans < 0 || last < 0)
        return BAD_LENGTH;
    int n = x->parties, m = x->steps;
    draw_t *d = malloc(sizeof *d);
    moment_t *o = malloc(sizeof *o);
    if (!d || !o) {
        free(d);
        free(o);
        return NO_MEMORY;
    }
    standing_t standing[MOST_PARTIES];
    double total[MOST_PARTIES], one[MOST_PARTIES];
    for (int i = 0; i < n; i++) one[i] = 1;
    if (!x->drawn) read_draw(x, 0, d);
    for (int64_t b = 0; b < plans; b++) {
        if (x->drawn) read_draw(x, b, d);
        const int64_t *plan = phase_of + b * m;
        double *starts = r->starts + b * (last + 1);
        int64_t phases = 0;
        for (int j = 0; j < m; j++)
            if (plan[j] > phases) phases = plan[j];
        starts[0] = 0;
        for (int64_t k = 1; k <= last; k++) {
            double longest = 0;
            int any = 0;
            for (int j = 0; j < m; j++)
                if (plan[j] == k) {
                    any = 1;
                    if (x->not_before && x->not_before[j] > starts[k - 1]) starts[k - 1] = x->not_before[j];
                    if (d->takes[j] + d->seen[j] > longest) longest = d->takes[j] + d->seen[j];
                }
            starts[k] = starts[k - 1] + (any ? (pace[b] > longest ? pace[b] : longest) : 0);
        }
        r->phases[b] = phases;
        r->lasts[b] = starts[phases];
        group_t all_sets = d->all_sets;
        r->exact[b] = 1;
        for (int i = 0; i < n; i++) {
            steps_t own = 0;
            for (int j = 0; j < m; j++)
                if (plan[j] > 0 || (plan[j] == 0 && d->breakable[i] >> j & 1)) own |= d->costly_to[i] & 1ULL << j;
            if (all_sets >> i & 1 && __builtin_popcountll(own) > d->all_sets_up_to) {
                all_sets &= ~(1u << i);
                r->exact[b] = 0;
            }
        }
        double largest[MOST_PARTIES] = {0}, asked = 0;
        for (int64_t k = 0; k <= phases; k++) {
            look(d, plan, starts, (int)k + 1, o);
            stand(o, all_sets, standing);
            for (int i = 0; i < n; i++) {
                int64_t at = (b * (last + 1) + k) * n + i;
                const standing_t *s = standing + i;
                r->carry_on[at] = s->carry_on;
                r->stop[at] = s->stop;
                r->walk_out[at] = s->walk_out;
                r->margin[at] = s->margin;
                r->exposure[at] = s->exposure;
                r->trust[at] = s->trust;
                r->bond[at] = s->bond;
                r->tempting[at] = s->tempting;
                r->feared[at] = s->feared;
                if (s->tempting) r->tempting_shows[at] = s->tempting_shows;
                if (s->feared) {
                    r->feared_group[at] = s->feared_group;
                    r->feared_shows[at] = s->feared_shows;
                }
                if (s->exposure > largest[i]) largest[i] = s->exposure;
                if (isnan(s->trust) || s->trust > asked) asked = s->trust;
            }
            if (k == 0) {
                steps_t kept = o->made;
                value(o, kept, 0, 0, one, total);
                for (int i = 0; i < n; i++) {
                    double gain = standing[i].carry_on - total[i];
                    r->kept[b * n + i] = total[i];
                    r->gain[b * n + i] = fabs(gain) <= 1e-9 * d->stake[i] ? 0 : gain;
                }
            }
        }
        r->trust_asked[b] = asked;
        for (int i = 0; i < n; i++) {
            double positive = 0;
            for (int j = 0; j < m; j++)
                if (plan[j] >= 0 && d->worth[j][i] > 0) positive += d->worth[j][i];
            r->at_risk[b * n + i] = positive > 0 ? largest[i] / positive : 0;
        }
    }
    free(d);
    free(o);
    return FINE;
}

/* ---------------------------------------------------------------------------------------------------- bound.py */

#define MOST_PLANNED 20

typedef uint32_t set_t; /* planned steps */

/* A deal as bound.py prepares it: planned steps (n), parties, courses (what one party has by one failure that shows at
   a given time) and together entries. Times in years; until: the end of a step, -inf where it does not come. */
typedef struct {
    int32_t n, parties, courses, entries, most_labels;
    double pace;
    const double *rate, *stake, *takes, *length, *seen; /* (parties) 1/H and gross stake; (n); length = takes + seen */
    const uint32_t *requires, *earlier, *back;          /* (n), (n); (parties) breakable */
    uint32_t costly;
    const uint8_t *allowed, *quits;                     /* (2^n) stages; (parties) who may ever breach */
    const double *for_good, *for_good_kept, *income;    /* (parties, n), (parties), (parties, n) from takes on */
    const double *kept_seen, *kept_harm, *most_exposed; /* (parties) latest to show; harm done by kept ones; cap */
    const int32_t *party, *role;                        /* (courses); role: OWN, OTHERS or WITHHELD */
    const uint8_t *always;                              /* (courses) some kept breach shows at this time */
    const double *shows, *cost, *kept;                  /* (courses); worth of kept steps */
    const double *made, *next, *later;                  /* (courses, n) worth if made, of this phase, to come */
    const double *until_kept, *until_made, *until_next; /* (courses, entries), (courses, n), (courses, n) */
    const uint32_t *shows_made, *shows_due;             /* (courses) whose breach shows at this time */
    const uint32_t *maybe, *absent, *gone, *lacking;    /* (courses) on their way, if what they require is there; not
                                                           made if due; taken back if made; lacking what was kept */
    const uint32_t *entry;
    const double *entry_worth;                                         /* (entries) members; (parties, entries) */
    const double *stop_kept, *stop_made, *stop_next;                   /* (parties), (parties, n), (parties, n) */
    const double *stop_until_kept, *stop_until_made, *stop_until_next; /* (entries), (n), (n) */
    const double *never;                                               /* (n or entries) infinite */
} standoff_deal;

enum { OWN = 0, OTHERS = 1, WITHHELD = 2 };

/* Sums over subsets: of each family of values one after another, two tables over half of the steps each. They are
   small, so that all of them stay near the processor. */
typedef struct {
    int half; /* steps in the first table, and at most as many in the second */
    double *all, *made, *next, *later, *stop_made, *stop_next, *for_good, *income;
    double *course; /* room for a number each */
} tables_t;

static double sum_over(const tables_t *t, const double *family, int which, set_t set) {
    const double *low = family + ((size_t)which << (t->half + 1)), *high = low + ((size_t)1 << t->half);
    return low[set & (((set_t)1 << t->half) - 1)] + high[set >> t->half];
}

static void sum_up(const tables_t *t, double *family, int which, const double *values, int n) {
    for (int part = 0; part < 2; part++) {
        double *table = family + ((size_t)which << (t->half + 1)) + (part ? (size_t)1 << t->half : 0);
        int from = part * t->half, bits = part ? n - t->half : t->half;
        table[0] = 0;
        for (int b = 0; b < bits; b++)
            for (int set = 0; set < 1 << b; set++) table[(1 << b) + set] = table[set] + values[from + b];
    }
}

static int tabulate(const standoff_deal *p, tables_t *t) {
    int n = p->n, N = p->parties, C = p->courses;
    t->half = (n + 1) / 2;
    size_t each = (size_t)2 << t->half;
    t->all = malloc(sizeof(double) * (each * (size_t)(3 * C + 4 * N) + (size_t)(C + 1)));
    if (!t->all) return 0;
    t->made = t->all;
    t->next = t->made + each * C;
    t->later = t->next + each * C;
    t->stop_made = t->later + each * C;
    t->stop_next = t->stop_made + each * N;
    t->for_good = t->stop_next + each * N;
    t->income = t->for_good + each * N;
    t->course = t->income + each * N;
    for (int c = 0; c < C; c++) {
        sum_up(t, t->made, c, p->made + c * n, n);
        sum_up(t, t->next, c, p->next + c * n, n);
        sum_up(t, t->later, c, p->later + c * n, n);
    }
    for (int i = 0; i < N; i++) {
        sum_up(t, t->stop_made, i, p->stop_made + i * n, n);
        sum_up(t, t->stop_next, i, p->stop_next + i * n, n);
        sum_up(t, t->for_good, i, p->for_good + i * n, n);
        sum_up(t, t->income, i, p->income + i * n, n);
    }
    return 1;
}

/* What the entries add to a party that the next phase completes; without one, those that are complete. */
static double together(const standoff_deal *p, int i, set_t made, set_t next, const double *until_kept,
                       const double *until_made, const double *until_next) {
    double total = 0;
    for (int e = 0; e < p->entries; e++) {
        double worth = p->entry_worth[i * p->entries + e], from = 0, to = until_kept[e];
        if (worth == 0 || p->entry[e] & ~(made | next) || (next && !(p->entry[e] & next))) continue;
        for (set_t rest = p->entry[e]; rest; rest &= rest - 1) {
            int j = first_of(rest);
            double until = next >> j & 1 ? until_next[j] : until_made[j];
            if (next >> j & 1 && p->takes[j] > from) from = p->takes[j];
            if (until < to) to = until;
        }
        if (to > from) total += worth * (exp(-from * p->rate[i]) - exp(-to * p->rate[i]));
    }
    return total;
}

/* What entries that are not complete could at the most add (sign 1) or take away (sign -1) later on. */
static double yet_together(const standoff_deal *p, int i, set_t all, int sign) {
    double total = 0;
    for (int e = 0; e < p->entries; e++) {
        double worth = p->entry_worth[i * p->entries + e];
        if (worth * sign > 0 && p->entry[e] & ~all) total += worth;
    }
    return total;
}

/* A phase from the set made before it: what does not depend on the phases to come. Lower bounds of walking out and of
   exposure; later harm is bounded with what the future is worth (see `asked`). */
typedef struct {
    double here[MOST_PARTIES], walk_out[MOST_PARTIES], exposed[MOST_PARTIES], without[MOST_PARTIES];
    double income[MOST_PARTIES], fade[MOST_PARTIES], withheld[MOST_PARTIES];
} turn_t;

/* How long a phase lasts; negative where it is not legal. */
static double length_of(const standoff_deal *p, set_t made, set_t next) {
    set_t all = made | next;
    double longest = p->pace;
    if (!p->allowed[all]) return -1;
    for (set_t rest = next; rest; rest &= rest - 1) {
        int j = first_of(rest);
        if (p->requires[j] & ~all || p->earlier[j] & ~made) return -1;
        if (p->length[j] > longest) longest = p->length[j];
    }
    return longest;
}

/* What the made steps of a set come to, whatever comes next: for good, if all stops, by each course (courses); and when
   at the latest a breach of others of one of them would show. */
typedef struct {
    double here[MOST_PARTIES], stop[MOST_PARTIES], latest[MOST_PARTIES], *course;
} stand_t;

static void stand_here(const standoff_deal *p, const tables_t *t, set_t made, stand_t *o) {
    int n = p->n, N = p->parties, T = p->entries;
    double seen[MOST_PARTIES];
    for (int i = 0; i < N; i++) {
        o->here[i] = p->for_good_kept[i] + sum_over(t, t->for_good, i, made) +
                     together(p, i, made, 0, p->never, p->never, p->never);
        o->stop[i] = p->stop_kept[i] + sum_over(t, t->stop_made, i, made) +
                     together(p, i, made, 0, p->stop_until_kept, p->stop_until_made, p->stop_until_next);
        seen[i] = p->kept_seen[i];
        for (set_t rest = made & p->back[i]; rest; rest &= rest - 1) seen[i] = fmax(seen[i], p->seen[first_of(rest)]);
    }
    for (int i = 0; i < N; i++) {
        o->latest[i] = 0;
        for (int k = 0; k < N; k++)
            if (k != i) o->latest[i] = fmax(o->latest[i], seen[k]);
    }
    for (int c = 0; c < p->courses; c++)
        o->course[c] =
            p->kept[c] + sum_over(t, t->made, c, made) +
            together(p, p->party[c], made, 0, p->until_kept + c * T, p->until_made + c * n, p->until_next + c * n);
}

/* The steps of a phase that do not come in a course although they could, because something they require is missing. */
static set_t lacking_in(const standoff_deal *p, int c, set_t made, set_t next) {
    set_t maybe = next & p->maybe[c], lacks = maybe & p->lacking[c];
    set_t missing = (next & p->absent[c]) | (made & p->gone[c]) | lacks;
    if (!maybe || !missing) return lacks;
    for (int grown = 1; grown;) {
        grown = 0;
        for (set_t rest = maybe & ~lacks; rest; rest &= rest - 1)
            if (p->requires[first_of(rest)] & missing) {
                lacks |= rest & -rest;
                missing |= rest & -rest;
                grown = 1;
            }
    }
    return lacks;
}

static void take_turn(const standoff_deal *p, const tables_t *t, set_t made, set_t next, const stand_t *stand,
                      double lasts, turn_t *o) {
    int n = p->n, N = p->parties, T = p->entries;
    set_t all = made | next, future = (((set_t)1 << n) - 1) & ~all, lacking = next & p->costly, come;
    double stop[MOST_PARTIES], slack = lasts * 1e-12;
    for (int grown = 1; grown;) {
        grown = 0;
        for (set_t rest = next & ~lacking; rest; rest &= rest - 1)
            if (p->requires[first_of(rest)] & lacking) {
                lacking |= rest & -rest;
                grown = 1;
            }
    }
    come = next & ~lacking;
    for (int i = 0; i < N; i++) {
        o->here[i] = stand->here[i];
        o->walk_out[i] = -INFINITY;
        o->exposed[i] = 0;
        o->withheld[i] = INFINITY;
        o->fade[i] = next ? exp(-lasts * p->rate[i]) : 0;
        o->income[i] =
            sum_over(t, t->income, i, next) + (next ? together(p, i, made, next, p->never, p->never, p->never) : 0);
        stop[i] = stand->stop[i];
        if (come)
            stop[i] += sum_over(t, t->stop_next, i, come) +
                       together(p, i, made, come, p->stop_until_kept, p->stop_until_made, p->stop_until_next);
    }
    for (int c = 0; c < p->courses; c++) {
        if (!(p->always[c] || made & p->shows_made[c] || next & p->shows_due[c])) continue;
        int i = p->party[c], role = p->role[c];
        if (role != OWN && role != WITHHELD && o->walk_out[i] == -INFINITY)
            continue; /* nothing to quit; own ones come first */
        double value = stand->course[c];
        set_t follow = next & ~lacking_in(p, c, made, next);
        if (follow)
            value += sum_over(t, t->next, c, follow) +
                     together(p, i, made, follow, p->until_kept + c * T, p->until_made + c * n, p->until_next + c * n);
        if (p->shows[c] > lasts) /* later phases begin before it shows: at worst, or at best, this is what they add */
            value += o->fade[i] * (sum_over(t, t->later, c, future) + yet_together(p, i, all, role == OWN ? -1 : 1));
        if (role == OWN)
            o->walk_out[i] = fmax(o->walk_out[i], value - p->cost[c]);
        else if (role == OTHERS)
            o->exposed[i] = fmax(o->exposed[i], stop[i] - value);
        else
            o->withheld[i] = fmin(o->withheld[i], value - stand->here[i]);
    }
    for (int i = 0; i < N; i++) {
        /* What a party compares later harm with: walking out; or, where others could breach a made step as well that
           would show later still, the smaller of that and all stopping, allowing for the good that might do it. */
        o->without[i] = o->walk_out[i];
        if (o->walk_out[i] == -INFINITY || stand->latest[i] <= lasts + slack) continue;
        double good = p->kept_harm[i];
        for (int k = 0; k < N; k++)
            for (set_t rest = k == i ? 0 : made & p->back[k]; rest; rest &= rest - 1) {
                int j = first_of(rest);
                if (p->seen[j] > lasts + slack) good += fmax(0, -p->for_good[i * n + j]);
            }
        for (int e = 0; e < T; e++) good += fmax(0, -p->entry_worth[i * T + e]);
        o->without[i] = fmin(o->walk_out[i], stop[i]) - good;
    }
}

/* At least so much trust is asked of a party at this turn, if the future is worth this to it, and so much at the lowest
   when others fail in it (against what is made by then); 2 where it walks out or is exposed beyond its cap. */
static double asked(const standoff_deal *p, const turn_t *o, int i, double future, double lowest) {
    if (o->walk_out[i] == -INFINITY) return 0;
    double zero = 2e-9 * p->stake[i]; /* margins and exposures of a billionth of the stake are zero */
    double margin = o->here[i] + o->income[i] + o->fade[i] * future - o->walk_out[i], exposed = o->exposed[i];
    if (lowest < INFINITY) exposed = fmax(exposed, o->without[i] - o->here[i] - o->income[i] - o->fade[i] * lowest);
    if (margin < -zero || exposed > p->most_exposed[i] + zero) return 2;
    if (exposed <= zero) return 0;
    return exposed / (exposed + fmax(margin, 0));
}

/* Labels keep what is best for the bound: small first entries (`down` of them), large others. Full: two are joined. */
static void keep(double *labels, int32_t *count, int most, int dims, int stride, int down, const double *label,
                 const double *stake, int N) {
    int left = 0;
    for (int l = 0; l < *count; l++) {
        double *o = labels + (size_t)l * stride;
        int k = 0;
        while (k < dims && (k < down ? o[k] <= label[k] : o[k] >= label[k])) k++;
        if (k < dims) continue;
        for (int e = 0; l && e < stride; e++) { /* to the front: it will dominate others as well */
            double one = o[e];
            o[e] = labels[e];
            labels[e] = one;
        }
        return;
    }
    for (int l = 0; l < *count; l++) {
        double *o = labels + (size_t)l * stride;
        int k = 0;
        while (k < dims && (k < down ? o[k] >= label[k] : o[k] <= label[k])) k++;
        if (k == dims) continue;
        if (left != l) memcpy(labels + (size_t)left * stride, o, sizeof(double) * (size_t)stride);
        left++;
    }
    *count = left;
    if (left < most) {
        memcpy(labels + (size_t)left * stride, label, sizeof(double) * (size_t)stride);
        *count = left + 1;
        return;
    }
    int nearest = 0;
    double distance = INFINITY, joined[3 + 2 * MOST_PARTIES];
    for (int l = 0; l < left; l++) {
        const double *o = labels + (size_t)l * stride;
        double far = 0;
        for (int k = 0; k < dims; k++)
            if (o[k] != label[k]) {
                double unit = down == dims ? stake[k % N] : k ? stake[(k - 1) % N] : 0.25;
                far += fmin(unit > 0 ? fabs(o[k] - label[k]) / unit : 1e6, 1e6);
            }
        if (far < distance) {
            distance = far;
            nearest = l;
        }
    }
    double *o = labels + (size_t)nearest * stride;
    for (int k = 0; k < stride; k++)
        joined[k] = k >= dims ? label[k] : k < down ? fmin(o[k], label[k]) : fmax(o[k], label[k]);
    memmove(o, labels + (size_t)(left - 1) * stride, sizeof(double) * (size_t)stride);
    *count = left - 1;
    keep(labels, count, most, dims, stride, down, joined, stake, N);
}

static int closed(const standoff_deal *p, set_t made) {
    if (made && !p->allowed[made]) return 0;
    for (set_t rest = made; rest; rest &= rest - 1)
        if (p->requires[first_of(rest)] & ~made) return 0;
    return 1;
}

static double rounded_up(double value, double stake) {
    double grain = stake / 8192;
    return grain > 0 && isfinite(value) ? ceil(value / grain - 1e-6) * grain : value;
}

/* Labels of what can still come from each set of made steps, for sets highest down to lowest. A label (stride
   3 + 2 parties): the trust asked, what the future is worth to each party, how low it can fall by withholding, and the
   next phase and label that it is from. Only labels that ask for no more than `ceiling` are kept. */
EXPORT int standoff_prospects(const standoff_deal *p, double ceiling, int64_t highest, int64_t lowest, double *labels,
                              int32_t *counts) {
    int n = p->n, N = p->parties, dims = 1 + 2 * N, stride = dims + 2;
    if (n < 1 || n > MOST_PLANNED || N < 1 || N > MOST_PARTIES || highest >= (int64_t)1 << n || lowest < 0)
        return BAD_LENGTH;
    set_t full = ((set_t)1 << n) - 1;
    double label[3 + 2 * MOST_PARTIES];
    tables_t t;
    turn_t turn;
    stand_t stand;
    if (!tabulate(p, &t)) return NO_MEMORY;
    stand.course = t.course;
    for (int64_t at = highest; at >= lowest; at--) {
        set_t made = (set_t)at, rest = full & ~made;
        counts[made] = 0;
        if (!closed(p, made)) continue;
        stand_here(p, &t, made, &stand);
        for (set_t next = rest;; next = (next - 1) & rest) {
            if (!next && rest) break; /* only from the whole deal does nothing more come */
            set_t all = made | next;
            if (next && !counts[all]) continue;
            double lasts = next ? length_of(p, made, next) : INFINITY;
            if (lasts < 0) continue;
            take_turn(p, &t, made, next, &stand, lasts, &turn);
            for (int l = 0; l < (next ? counts[all] : 1); l++) {
                const double *o = labels + ((size_t)all * p->most_labels + l) * stride;
                double score = next ? o[0] : 0;
                int fits = 1;
                for (int i = 0; i < N && fits; i++) {
                    double future = next ? o[1 + i] : 0, lowest_of = next ? o[1 + N + i] : INFINITY;
                    double least = asked(p, &turn, i, future, lowest_of);
                    if (least > score) score = least;
                    label[1 + i] = turn.income[i] + turn.fade[i] * future;
                    label[1 + N + i] = fmin(
                        turn.withheld[i], lowest_of < INFINITY ? turn.income[i] + turn.fade[i] * lowest_of : INFINITY);
                    if (score > ceiling || (!made && label[1 + i] < -2e-9 * p->stake[i])) fits = 0;
                }
                if (!fits) continue;
                label[0] = floor(score * 4096) / 4096;
                for (int i = 0; made && i < 2 * N; i++) label[1 + i] = rounded_up(label[1 + i], p->stake[i % N]);
                label[dims] = next;
                label[dims + 1] = l;
                keep(labels + (size_t)made * p->most_labels * stride, counts + made, p->most_labels, dims, stride, 1,
                     label, p->stake, N);
            }
            if (!next) break;
        }
    }
    free(t.all);
    return FINE;
}

/* What has to come after a phase so that it is worth this at its start. What fades to nothing can neither give it nor
   fail to; nothing is within rounding there. */
static double needed_after(double worth, double fade, double stake) {
    if (fade > 0) return -rounded_up(-worth / fade, stake);
    return worth > 1e-9 * stake ? INFINITY : -INFINITY;
}

/* Whether a future satisfies some needs at a set. */
static int meets(const standoff_deal *p, const double *needs, int32_t count, double trust, const double *future,
                 const double *lowest) {
    int N = p->parties;
    for (int l = 0; l < count; l++) {
        const double *o = needs + (size_t)l * 2 * N;
        int i = 0;
        while (i < N && future[i] >= o[i] &&
               (lowest[i] == INFINITY || trust * future[i] + (1 - trust) * lowest[i] >= o[N + i]))
            i++;
        if (i == N) return 1;
    }
    return 0;
}

/* What the future must be worth at each set, lowest to highest, so that the phases before it can ask for no more than
   `trust`. Needs (stride 2 parties): the worth of the future; and trust * worth + (1 - trust) * how low it can fall. */
EXPORT int standoff_needs(const standoff_deal *p, double trust, int64_t lowest, int64_t highest, const double *labels,
                          const int32_t *counts, double *needs, int32_t *need_counts) {
    int n = p->n, N = p->parties, stride = 3 + 2 * N;
    if (n < 1 || n > MOST_PLANNED || N < 1 || N > MOST_PARTIES || highest >= (int64_t)1 << n || lowest < 0)
        return BAD_LENGTH;
    set_t full = ((set_t)1 << n) - 1;
    double need[3 + 2 * MOST_PARTIES];
    tables_t t;
    turn_t turn;
    stand_t stand;
    if (!tabulate(p, &t)) return NO_MEMORY;
    stand.course = t.course;
    for (int64_t at = lowest; at <= highest; at++) {
        set_t made = (set_t)at, rest = full & ~made;
        if (!made) {
            for (int i = 0; i < N; i++) {
                needs[i] = -2e-9 * p->stake[i]; /* every party wants the deal */
                needs[N + i] = -INFINITY;
            }
            need_counts[0] = 1;
        }
        if (!need_counts[made]) continue;
        stand_here(p, &t, made, &stand);
        for (set_t next = rest; next; next = (next - 1) & rest) {
            set_t all = made | next;
            double lasts;
            if (!counts[all] || (lasts = length_of(p, made, next)) < 0) continue;
            take_turn(p, &t, made, next, &stand, lasts, &turn);
            for (int l = 0; l < need_counts[made]; l++) {
                const double *o = needs + ((size_t)made * p->most_labels + l) * 2 * N;
                for (int i = 0; i < N; i++) {
                    double zero = 2e-9 * p->stake[i], future = o[i], both = o[N + i];
                    if (turn.walk_out[i] > -INFINITY) {
                        double ask = turn.walk_out[i] - turn.here[i];
                        double fear = turn.exposed[i] > zero ? (1 - trust) / trust * turn.exposed[i] : 0;
                        future = fmax(future, ask + fear - zero);
                        both = fmax(both, (1 - trust) * (turn.without[i] - turn.here[i]) + trust * ask - zero);
                    }
                    need[i] = needed_after(future - turn.income[i], turn.fade[i], p->stake[i]);
                    need[N + i] = needed_after(both - turn.income[i], turn.fade[i], p->stake[i]);
                }
                for (int f = 0; f < counts[all]; f++) {
                    const double *future = labels + ((size_t)all * p->most_labels + f) * stride + 1;
                    if (!meets(p, need, 1, trust, future, future + N)) continue;
                    keep(needs + (size_t)all * p->most_labels * 2 * N, need_counts + all, p->most_labels, 2 * N, 2 * N,
                         2 * N, need, p->stake, N);
                    break;
                }
            }
        }
    }
    free(t.all);
    return FINE;
}

/* Where a search from the end stands; it can be interrupted after any number of rows and taken up again. */
typedef struct {
    double trust, width, best; /* plans that ask for no more than `trust` are looked for: the best less the width */
    double needs_trust;        /* what the needs are made for */
    int64_t rows;              /* how many were assessed */
    int32_t depth, found;      /* depth -1: all done */
    uint32_t made[MOST_PLANNED + 2], next[MOST_PLANNED + 2], best_phases[MOST_PLANNED + 2];
    double worst[MOST_PLANNED + 2], future[MOST_PLANNED + 2][MOST_PARTIES], lowest[MOST_PLANNED + 2][MOST_PARTIES];
} standoff_search;

/* The most trust asked at the start of the first of these phases (the last first), exactly; 2 where somebody walks out.
 */
static double first_row(const standoff_deal *p, const draw_t *d, moment_t *o, const int32_t *step, const int64_t *kept,
                        set_t made, const uint32_t *phases, int count) {
    int64_t plan[MOST_STEPS];
    double starts[MOST_PLANNED + 2] = {0}, worst = 0;
    standing_t standing[MOST_PARTIES];
    memcpy(plan, kept, sizeof(int64_t) * (size_t)d->steps);
    for (set_t rest = made; rest; rest &= rest - 1) plan[step[first_of(rest)]] = 0;
    for (int k = 1; k <= count; k++) {
        double longest = p->pace;
        for (set_t rest = phases[count - k]; rest; rest &= rest - 1) {
            int j = first_of(rest);
            plan[step[j]] = k;
            if (p->length[j] > longest) longest = p->length[j];
        }
        starts[k] = starts[k - 1] + longest;
    }
    look(d, plan, starts, 1, o);
    stand(o, d->all_sets, standing);
    for (int i = 0; i < d->parties; i++) {
        if (isnan(standing[i].trust) || standing[i].exposure > p->most_exposed[i] + 1e-9 * p->stake[i]) return 2;
        if (standing[i].trust > worst) worst = standing[i].trust;
    }
    return worst;
}

/* Branch and bound from the last phase to the first: what happens from a phase on does not depend on the order of those
   before it, so every row is assessed exactly, and the needs say whether the rest can still be arranged.
   step (n): the step of each planned one; kept (steps): 0 for kept ones, -1 for others; rows: at most so many now. */
EXPORT int standoff_close(const standoff_deal *p, const standoff_exchange *x, const double *needs,
                          const int32_t *need_counts, const int32_t *step, const int64_t *kept, int64_t most_phases,
                          int64_t rows, standoff_search *v) {
    int n = p->n, N = p->parties;
    if (n < 1 || n > MOST_PLANNED || N < 1 || N > MOST_PARTIES || x->parties != N || x->steps > MOST_STEPS || x->drawn)
        return BAD_LENGTH;
    set_t full = ((set_t)1 << n) - 1;
    tables_t t;
    draw_t *d = malloc(sizeof *d);
    moment_t *o = malloc(sizeof *o);
    if (!d || !o || !tabulate(p, &t)) {
        free(d);
        free(o);
        return NO_MEMORY;
    }
    read_draw(x, 0, d);
    stand_t stand;
    stand.course = t.course;
    int64_t until = v->rows + rows;
    if (v->depth == -2) { /* begin: after the end of the plan */
        v->depth = 0;
        v->made[0] = v->next[0] = full;
        v->worst[0] = first_row(p, d, o, step, kept, full, v->next, 0);
        v->rows++;
        for (int i = 0; i < N; i++) {
            v->future[0][i] = 0;
            v->lowest[0][i] = INFINITY;
        }
        if (v->worst[0] > v->trust) v->depth = -1;
    }
    while (v->depth >= 0 && v->rows < until) {
        int at = v->depth;
        set_t made = v->made[at], next = v->next[at];
        if (!next || v->worst[at] > v->trust || at >= most_phases) {
            /* All phases that could come last here have been tried: back to the one after it. */
            if (--v->depth >= 0) v->next[v->depth] = (v->next[v->depth] - 1) & v->made[v->depth];
            continue;
        }
        set_t before = made & ~next;
        double lasts = need_counts[before] && closed(p, before) ? length_of(p, before, next) : -1;
        turn_t turn;
        int goes_on = lasts >= 0;
        if (goes_on) {
            double worst = v->worst[at], *future = v->future[at + 1], *lowest = v->lowest[at + 1];
            stand_here(p, &t, before, &stand);
            take_turn(p, &t, before, next, &stand, lasts, &turn);
            for (int i = 0; i < N; i++) {
                worst = fmax(worst, asked(p, &turn, i, v->future[at][i], v->lowest[at][i]));
                future[i] = turn.income[i] + turn.fade[i] * v->future[at][i];
                lowest[i] =
                    fmin(turn.withheld[i],
                         v->lowest[at][i] < INFINITY ? turn.income[i] + turn.fade[i] * v->lowest[at][i] : INFINITY);
            }
            goes_on = worst <= v->trust && meets(p, needs + (size_t)before * p->most_labels * 2 * N,
                                                 need_counts[before], v->needs_trust, future, lowest);
            if (goes_on) {
                worst = fmax(worst, first_row(p, d, o, step, kept, before, v->next, at + 1));
                v->rows++;
                goes_on = worst <= v->trust;
            }
            for (int i = 0; goes_on && !before && i < N; i++) goes_on = future[i] >= -1e-9 * p->stake[i];
            v->worst[at + 1] = worst;
        }
        if (goes_on && before) {
            v->depth = at + 1;
            v->made[at + 1] = v->next[at + 1] = before;
            continue;
        }
        if (goes_on) { /* a whole plan */
            v->best = v->worst[at + 1];
            v->found = at + 1;
            for (int k = 0; k <= at; k++) v->best_phases[k] = v->next[at - k];
            v->trust = fmin(v->trust, v->best - v->width);
        }
        v->next[at] = (next - 1) & made;
    }
    free(t.all);
    free(d);
    free(o);
    return FINE;
}

/* ------------------------------------------------------------------------------------------------ subdeals.py */

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

/* ------------------------------------------------------------------ stability.py, with reach.py and improve.py */

/* Who would stay where: see stability.py for the formula. A state is a number of n bits, values are int32 (2^n,).

   What a group of parties can change lies in the bits that they own; the other bits stay as they are. The lattice falls
   apart into corners, one for each setting of these other bits, and nothing leads from one to another. A corner is
   copied close together, into the cache, and there everything that moves of the group lead to is worked out.

   Improvements: a fibre is what one party can make of a state, the states that differ in its own bits. The states of
   each fibre are sorted once, best first. One walk along a fibre, with the least value so far at hand, is all that the
   party's improvements can do: a sweep. Sweeps go on, fibres in which nothing has changed left out, until none changes
   anything; if that takes too long, the least value that is left is given at once to all that can reach it by
   improvements (labels, Dijkstra 1959), with one pointer for each block of a fibre. A block is a setting of the
   party's one-way steps; from it the blocks with more of them taken can be reached. */

enum { LATTICE_STEPS = 24, LATTICE_PARTIES = 32, LATTICE_CONCEPTS = 5 };
enum { NASH = 1, GMR = 2, SMR = 4, SEQ = 8, SSEQ = 16 };
enum { MAKES = 1, ENDS = 2 };
enum {
    LINE = 4,
    INNER = 12,
    COLUMN = 9,
    ROWS = 4
}; /* bits: of a cache line, of what is folded at once; see fold_all */
enum { LANES = 16, NETWORK = 10 }; /* fibres sorted at once, and bits up to which they are */
enum { FEW = 5 };                  /* one-way steps; see walk_few */
#define UNREACHED INT32_MAX

typedef struct {
    int n, parties, complete;
    int64_t size;
    uint32_t makes[LATTICE_PARTIES], ends[LATTICE_PARTIES];
    const uint8_t *feasible;
} Lattice;

INLINE int bits_of(uint32_t mask) { return (int)ones(mask); }

/* malloc for what is gone through more than once: in large pages where there are any, which costs fewer faults. */
static void *large_room(size_t count, size_t size) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    const size_t page = (size_t)1 << 21;
    if (count * size >= page) {
        size_t whole = (count * size + page - 1) / page * page;
        void *room = aligned_alloc(page, whole);
        if (room) (void)madvise(room, whole, MADV_HUGEPAGE);
        return room;
    }
#endif
    return malloc(count * size);
}

/* The lowest bits of a number at the places of a mask, and back. */
INLINE uint32_t spread(uint32_t number, uint32_t mask) {
    uint32_t set = 0;
    for (; mask; mask &= mask - 1, number >>= 1)
        if (number & 1) set |= mask & (0 - mask);
    return set;
}

INLINE uint32_t squeeze(uint32_t set, uint32_t mask) {
    uint32_t number = 0;
    for (uint32_t bit = 1; mask; mask &= mask - 1, bit <<= 1)
        if (set & mask & (0 - mask)) number |= bit;
    return number;
}

/* The subset of a mask that comes after one, in the order of the numbers; 0 after the last. */
INLINE uint32_t next_subset(uint32_t set, uint32_t mask) { return (set - mask) & mask; }

static void spread_table(uint32_t *table, uint32_t mask) {
    uint32_t size = 1;
    table[0] = 0;
    for (; mask; mask &= mask - 1, size *= 2)
        for (uint32_t k = 0; k < size; k++) table[size + k] = table[k] | (mask & (0 - mask));
}

/* squeeze() of every number by two look-ups: of its lowest INNER bits, and of the others. */
typedef struct {
    uint32_t low[1 << INNER], high[1 << (LATTICE_STEPS - INNER)];
} Squeeze;

static void squeeze_table(Squeeze *table, int n, uint32_t mask, int shift) {
    uint32_t lower = mask & ((1u << INNER) - 1), higher = mask >> INNER;
    int width = bits_of(lower);
    for (uint32_t k = 0; k < 1u << (n < INNER ? n : INNER); k++) table->low[k] = squeeze(k, lower) << shift;
    for (uint32_t k = 0; k < 1u << (n < INNER ? 0 : n - INNER); k++)
        table->high[k] = squeeze(k, higher) << (width + shift);
}

INLINE uint32_t squeezed(const Squeeze *table, uint32_t set) {
    return table->low[set & ((1u << INNER) - 1)] | table->high[set >> INNER];
}

static int open_lattice(Lattice *of, int64_t n, int64_t parties, const int64_t *makes, const int64_t *ends,
                        const uint8_t *feasible, int64_t size) {
    memset(of, 0, sizeof *of);
    if (n < 0 || n > LATTICE_STEPS || parties < 0 || parties > LATTICE_PARTIES || size != (int64_t)1 << n)
        return BAD_LENGTH;
    of->n = (int)n, of->parties = (int)parties, of->size = size, of->feasible = feasible;
    for (int64_t i = 0; i < parties; i++) {
        if (makes[i] < 0 || makes[i] >= size || ends[i] < 0 || ends[i] >= size) return BAD_LENGTH;
        of->makes[i] = (uint32_t)makes[i], of->ends[i] = (uint32_t)ends[i];
    }
    of->complete = !memchr(feasible, 0, (size_t)size);
    return FINE;
}

/* ------------------------------------------------ moves: the least or most of what each state can become */

INLINE int32_t better_of(int32_t a, int32_t b, int most) { return most ? (a > b ? a : b) : (a < b ? a : b); }

INLINE void join_runs(int32_t *restrict without, int32_t *restrict with, int64_t width, int ways, int most) {
    for (int64_t k = 0; k < width; k++) {
        int32_t a = without[k], b = with[k], c = better_of(a, b, most);
        if (ways & MAKES) without[k] = c;
        if (ways & ENDS) with[k] = c;
    }
}

INLINE void fold_pairs(int32_t *restrict x, int64_t size, int64_t width, int ways, int most) {
    if (width == 1) {
        for (int64_t q = 0; q < size; q += 2) {
            int32_t a = x[q], b = x[q + 1], c = better_of(a, b, most);
            x[q] = ways & MAKES ? c : a, x[q + 1] = ways & ENDS ? c : b;
        }
    } else if (width == 2) {
        for (int64_t q = 0; q < size; q += 4) {
            int32_t a = x[q], b = x[q + 1], c = x[q + 2], d = x[q + 3];
            int32_t e = better_of(a, c, most), f = better_of(b, d, most);
            x[q] = ways & MAKES ? e : a, x[q + 1] = ways & MAKES ? f : b;
            x[q + 2] = ways & ENDS ? e : c, x[q + 3] = ways & ENDS ? f : d;
        }
    } else if (width == 4) {
        for (int64_t q = 0; q < size; q += 8)
            for (int k = 0; k < 4; k++) {
                int32_t a = x[q + k], b = x[q + 4 + k], c = better_of(a, b, most);
                x[q + k] = ways & MAKES ? c : a, x[q + 4 + k] = ways & ENDS ? c : b;
            }
    } else {
        for (int64_t q = 0; q < size; q += 2 * width) join_runs(x + q, x + q + width, width, ways, most);
    }
}

CLONES static void fold_least(int32_t *x, int64_t size, int64_t width, int ways) {
    if (ways == (MAKES | ENDS))
        fold_pairs(x, size, width, MAKES | ENDS, 0);
    else if (ways == MAKES)
        fold_pairs(x, size, width, MAKES, 0);
    else
        fold_pairs(x, size, width, ENDS, 0);
}

CLONES static void fold_most(int32_t *x, int64_t size, int64_t width, int ways) {
    if (ways == (MAKES | ENDS))
        fold_pairs(x, size, width, MAKES | ENDS, 1);
    else if (ways == MAKES)
        fold_pairs(x, size, width, MAKES, 1);
    else
        fold_pairs(x, size, width, ENDS, 1);
}

CLONES static void join_strips(int32_t *without, int32_t *with, int64_t width, int ways, int most) {
    if (most) {
        if (ways & MAKES && ways & ENDS)
            join_runs(without, with, width, MAKES | ENDS, 1);
        else if (ways & MAKES)
            join_runs(without, with, width, MAKES, 1);
        else
            join_runs(without, with, width, ENDS, 1);
    } else {
        if (ways & MAKES && ways & ENDS)
            join_runs(without, with, width, MAKES | ENDS, 0);
        else if (ways & MAKES)
            join_runs(without, with, width, MAKES, 0);
        else
            join_runs(without, with, width, ENDS, 0);
    }
}

INLINE int ways_of(uint32_t makes, uint32_t ends, uint32_t bit) {
    return (makes & bit ? MAKES : 0) | (ends & bit ? ENDS : 0);
}

static void fold_inner(int32_t *x, int n, uint32_t makes, uint32_t ends, int most) {
    for (uint32_t left = (makes | ends) & (uint32_t)(((uint64_t)1 << n) - 1); left; left &= left - 1) {
        uint32_t bit = left & (0 - left);
        if (most)
            fold_most(x, (int64_t)1 << n, bit, ways_of(makes, ends, bit));
        else
            fold_least(x, (int64_t)1 << n, bit, ways_of(makes, ends, bit));
    }
}

static void fold_outer(int32_t *x, int n, uint32_t makes, uint32_t ends, int most) {
    uint32_t all = (uint32_t)(((uint64_t)1 << n) - 1), high = (makes | ends) >> INNER << INNER;
    while (high) {
        uint32_t group = 0, strips = all & ~((1u << COLUMN) - 1);
        for (int k = 0; k < ROWS && high; k++) group |= high & (0 - high), high &= high - 1;
        strips &= ~group;
        uint32_t strip = 0;
        do {
            for (uint32_t left = group; left; left &= left - 1) {
                uint32_t bit = left & (0 - left), rows = group & ~bit, row = 0;
                do {
                    int32_t *without = x + (strip | row);
                    join_strips(without, without + bit, 1 << COLUMN, ways_of(makes, ends, bit), most);
                } while ((row = next_subset(row, rows)));
            }
        } while ((strip = next_subset(strip, strips)));
    }
}

/* `fold` of reach.py: first within blocks of 2^INNER states, then the higher bits, ROWS of them at a time over strips
   of 2^COLUMN states, so that what is joined stays in the cache. */
static void fold_all(int32_t *x, int n, uint32_t makes, uint32_t ends, int most) {
    int inner = n < INNER ? n : INNER;
    for (int64_t block = 0; block < (int64_t)1 << n; block += (int64_t)1 << inner)
        fold_inner(x + block, inner, makes, ends, most);
    fold_outer(x, n, makes, ends, most);
}

/* Copy values, `never` where infeasible; whether each of the others is from 0 and below UNREACHED. */
CLONES static int32_t mask_run(const int32_t *restrict values, const uint8_t *restrict feasible, int64_t size,
                               int32_t never, int32_t *restrict to) {
    int32_t amiss = 0;
    for (int64_t s = 0; s < size; s++) {
        int32_t value = values[s], odd = (value < 0) | (value == UNREACHED);
        to[s] = feasible[s] ? value : never;
        amiss |= feasible[s] ? odd : 0;
    }
    return !amiss;
}

/* Both in one go. */
static int fold_masked(const Lattice *of, const int32_t *values, int32_t never, uint32_t makes, uint32_t ends, int most,
                       int32_t *to) {
    int inner = of->n < INNER ? of->n : INNER, fit = 1;
    for (int64_t block = 0; block < of->size; block += (int64_t)1 << inner) {
        fit &= mask_run(values + block, of->feasible + block, (int64_t)1 << inner, never, to + block);
        fold_inner(to + block, inner, makes, ends, most);
    }
    fold_outer(to, of->n, makes, ends, most);
    return fit;
}

INLINE void halve(const int32_t *restrict x, int64_t size, int64_t width, int most, int32_t *restrict to) {
    if (width == 1)
        for (int64_t q = 0; q < size / 2; q++) to[q] = better_of(x[2 * q], x[2 * q + 1], most);
    else
        for (int64_t q = 0; q < size / 2; q += width)
            for (int64_t k = 0; k < width; k++) to[q + k] = better_of(x[2 * q + k], x[2 * q + width + k], most);
}

CLONES static void halve_least(const int32_t *x, int64_t size, int64_t width, int32_t *to) {
    halve(x, size, width, 0, to);
}
CLONES static void halve_most(const int32_t *x, int64_t size, int64_t width, int32_t *to) {
    halve(x, size, width, 1, to);
}

/* The least or most over the bits of a mask, for every setting of the other bits, close together. rooms: two, of half
   the size of x. The answer lies in one of them, or is x itself. */
static const int32_t *reduce(const int32_t *x, int n, uint32_t mask, int most, int32_t *const *rooms) {
    int room = x == rooms[0];
    int64_t size = (int64_t)1 << n;
    for (int bit = n - 1; bit >= 0; bit--) {
        if (!(mask >> bit & 1)) continue;
        if (most)
            halve_most(x, size, (int64_t)1 << bit, rooms[room]);
        else
            halve_least(x, size, (int64_t)1 << bit, rooms[room]);
        x = rooms[room], room = !room, size /= 2;
    }
    return x;
}

/* ------------------------------------------------------------------------ fibres: sorted, best first */

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
static uint64_t *sort_digits(uint64_t *x, uint64_t *spare, int64_t count, int from, int to) {
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

static int width_of(uint64_t number) {
    int width = 0;
    for (; number; number >>= 1) width++;
    return width;
}

INLINE void write_place(Fibres *fibres, int64_t at, uint32_t place, int fresh) {
    if (fibres->wide)
        ((uint32_t *)fibres->places)[at] = place | (uint32_t)fresh << 31;
    else
        ((uint16_t *)fibres->places)[at] = (uint16_t)(place | (uint32_t)fresh << 15);
}

/* The keys of up to LANES fibres, sorted: how far from the best rank, then the place; all bits set if infeasible. */
#define SORT_FIBRES(name, type, sort)                                                                                  \
    INLINE void name(const Lattice *of, const int32_t *rank, Fibres *fibres, const Sorting *room, int32_t highest,     \
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

static void sort_fibre(const Lattice *of, const int32_t *rank, Fibres *fibres, const Sorting *room, int32_t highest,
                       int64_t fibre, uint32_t base) {
    int64_t size = (int64_t)1 << fibres->width, count = 0, levels = 0;
    uint64_t *keys = room->keys, before = 0;
    int width = fibres->width;
    for (int64_t k = 0; k < size; k++) {
        uint32_t state = base | room->own[k];
        if (of->feasible[state]) keys[count++] = (uint64_t)((int64_t)highest - rank[state]) << width | (uint64_t)k;
    }
    keys = sort_digits(keys, room->spare, count, width, width + width_of((uint64_t)highest));
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
static void sort_party(const Lattice *of, const int32_t *rank, Fibres *fibres, const Sorting *room) {
    uint32_t rest = (uint32_t)(of->size - 1) & ~fibres->own, base = 0;
    int64_t count = of->size >> fibres->width;
    int32_t highest = highest_of(rank, of->feasible, of->size);
    spread_table(room->own, fibres->own);
    fibres->ties = 0;
    if (fibres->width > NETWORK) {
        for (int64_t f = 0; f < count; f++, base = next_subset(base, rest))
            sort_fibre(of, rank, fibres, room, highest, f, base);
        return;
    }
    uint64_t largest = (uint64_t)highest << fibres->width | (((uint64_t)1 << fibres->width) - 1);
    int narrow = of->complete ? largest <= UINT32_MAX : largest < UINT32_MAX; /* all bits set means infeasible */
    for (int64_t f = 0; f < count; f += LANES) {
        uint32_t bases[LANES];
        int lanes = count - f < LANES ? (int)(count - f) : LANES;
        for (int l = 0; l < lanes; l++) bases[l] = base, base = next_subset(base, rest);
        for (int l = lanes; l < LANES; l++) bases[l] = bases[0];
        if (narrow)
            sort_fibres_narrow(of, rank, fibres, room, highest, f, lanes, bases);
        else
            sort_fibres_wide(of, rank, fibres, room, highest, f, lanes, bases);
    }
}

/* ----------------------------------------------------- corners: what a group of parties can change, close together */

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
    Mover mover[LATTICE_PARTIES];
    int32_t *x, *before, *least;
    uint8_t *barred, *labelled;
    uint32_t *changed;
    uint64_t *queue, *queue_room;
} Corner;

static void close_corner(Corner *corner) {
    for (int m = 0; m < corner->movers; m++) {
        Mover *mover = &corner->mover[m];
        void *all[] = {mover->starts,   mover->rows, mover->places, mover->blocks, mover->stale, mover->fibre_of,
                       mover->block_of, mover->list, mover->level,  mover->next,   mover->barred};
        for (size_t k = 0; k < sizeof all / sizeof *all; k++) free(all[k]);
        free(mover->crossed);
    }
    free(corner->x), free(corner->before), free(corner->least), free(corner->barred), free(corner->labelled);
    free(corner->changed), free(corner->queue);
    memset(corner, 0, sizeof *corner);
}

static int open_mover(const Lattice *of, const Corner *corner, int party, const Fibres *fibres, Mover *mover) {
    uint32_t own = of->makes[party] | of->ends[party], one_way = of->makes[party] ^ of->ends[party];
    uint32_t rest = (uint32_t)(of->size - 1) & ~own, inner = corner->bits & ~own;
    mover->makes = squeeze(of->makes[party], corner->bits), mover->ends = squeeze(of->ends[party], corner->bits);
    if (!fibres) return FINE;
    mover->fibres = fibres, mover->width = bits_of(own), mover->ways = bits_of(one_way);
    mover->count = corner->size >> mover->width;
    int64_t size = (int64_t)1 << mover->width;
    mover->starts = malloc((size_t)mover->count * sizeof(uint32_t));
    mover->rows = malloc((size_t)mover->count * sizeof(uint32_t));
    mover->stale = malloc((size_t)mover->count);
    mover->places = malloc((size_t)size * sizeof(uint32_t));
    mover->fibre_of = malloc(sizeof(Squeeze));
    if (!mover->starts || !mover->rows || !mover->stale || !mover->places || !mover->fibre_of) return NO_MEMORY;
    spread_table(mover->places, squeeze(own, corner->bits));
    spread_table(mover->starts, squeeze(inner, corner->bits));
    spread_table(mover->rows, squeeze(inner, rest));
    squeeze_table(mover->fibre_of, corner->width, squeeze(inner, corner->bits), 0);
    if (!mover->ways) return FINE;
    mover->blocks = malloc((size_t)size * sizeof(uint32_t));
    mover->block_of = malloc(sizeof(Squeeze));
    if (!mover->blocks || !mover->block_of) return NO_MEMORY;
    /* A block is numbered by the one-way steps that are taken: in force, or out of force if they can only be ended. */
    uint32_t ended = squeeze(of->ends[party] & one_way, one_way), which = squeeze(one_way, own);
    for (int64_t k = 0; k < size; k++) mover->blocks[k] = squeeze((uint32_t)k, which) ^ ended;
    squeeze_table(mover->block_of, corner->width, squeeze(one_way, corner->bits), 0);
    if (mover->ways > FEW) return FINE;
    int blocks = 1 << mover->ways, row = blocks < 8 ? 8 : blocks;
    mover->barred = malloc((size_t)blocks * (size_t)row * sizeof(int32_t));
    if (!mover->barred) return NO_MEMORY;
    for (int b = 0; b < blocks; b++)
        for (int c = 0; c < row; c++) mover->barred[b * row + c] = c & ~b ? UNREACHED : INT32_MIN;
    return FINE;
}

/* The corners of a group; with `fibres` (one for each party, or NULL) for improvements too. */
static int open_corner(const Lattice *of, uint32_t group, const Fibres *fibres, Corner *corner) {
    memset(corner, 0, sizeof *corner);
    uint32_t all = (uint32_t)(of->size - 1);
    for (int i = 0; i < of->parties; i++)
        if (group >> i & 1) corner->makes |= of->makes[i], corner->ends |= of->ends[i];
    /* Whole cache lines, and not too few states: a corner may hold several that are apart. */
    corner->bits = (corner->makes | corner->ends | ((1u << LINE) - 1)) & all;
    for (uint32_t left = all & ~corner->bits; left && bits_of(corner->bits) < 10; left &= left - 1)
        corner->bits |= left & (0 - left);
    corner->others = all & ~corner->bits;
    corner->width = bits_of(corner->bits), corner->size = (int64_t)1 << corner->width;
    corner->makes = squeeze(corner->makes, corner->bits), corner->ends = squeeze(corner->ends, corner->bits);
    while (corner->run < of->n && corner->bits >> corner->run & 1) corner->run++;
    size_t size = (size_t)corner->size, most = 1, blocks = 1;
    corner->x = large_room(size, sizeof(int32_t));
    corner->before = large_room(size, sizeof(int32_t));
    corner->barred = malloc(size);
    int status = corner->x && corner->before && corner->barred ? FINE : NO_MEMORY;
    for (int i = 0; i < of->parties && status == FINE; i++) {
        if (!(group >> i & 1) || !(of->makes[i] | of->ends[i])) continue;
        Mover *mover = &corner->mover[corner->movers++];
        status = open_mover(of, corner, i, fibres ? fibres + i : NULL, mover);
        if ((size_t)1 << mover->width > most) most = (size_t)1 << mover->width;
        if ((size_t)1 << mover->ways > blocks) blocks = (size_t)1 << mover->ways;
    }
    for (int m = 0; fibres && m < corner->movers && status == FINE; m++) {
        Mover *mover = &corner->mover[m];
        mover->crossed = malloc(((size_t)corner->movers << mover->width) * sizeof(uint32_t));
        if (!mover->crossed) status = NO_MEMORY;
        for (int o = 0; o < corner->movers && status == FINE; o++)
            for (int64_t k = 0; k < (int64_t)1 << mover->width; k++)
                mover->crossed[((int64_t)o << mover->width) + k] =
                    squeezed(corner->mover[o].fibre_of, mover->places[k]);
    }
    corner->changed = malloc(most * sizeof(uint32_t));
    corner->least = malloc(blocks * sizeof(int32_t));
    return status == FINE && corner->changed && corner->least ? FINE : NO_MEMORY;
}

/* Copy the corner in, infeasible states as UNREACHED. */
CLONES static void enter(const Lattice *of, Corner *corner, uint32_t base, const int32_t *values) {
    uint32_t rows = corner->bits >> corner->run << corner->run, row = 0;
    int64_t run = (int64_t)1 << corner->run;
    int32_t *restrict x = corner->x;
    uint8_t *restrict barred = corner->barred, any = 0;
    do {
        const int32_t *from = values + (base | row);
        const uint8_t *feasible = of->feasible + (base | row);
        if (of->complete)
            memcpy(x, from, (size_t)run * sizeof *x);
        else
            for (int64_t k = 0; k < run; k++) {
                barred[k] = !feasible[k], any |= barred[k];
                x[k] = feasible[k] ? from[k] : UNREACHED;
            }
        x += run, barred += run;
    } while ((row = next_subset(row, rows)));
    corner->complete = !any;
}

static void leave(const Corner *corner, uint32_t base, int32_t *values) {
    uint32_t rows = corner->bits >> corner->run << corner->run, row = 0;
    int64_t run = (int64_t)1 << corner->run;
    const int32_t *x = corner->x;
    do {
        memcpy(values + (base | row), x, (size_t)run * sizeof *x);
        x += run;
    } while ((row = next_subset(row, rows)));
}

CLONES static int bar(int32_t *restrict x, const uint8_t *restrict barred, const int32_t *restrict before,
                      int64_t size) {
    int32_t changed = 0;
    for (int64_t k = 0; k < size; k++) {
        x[k] = barred[k] ? UNREACHED : x[k];
        changed |= x[k] ^ before[k];
    }
    return changed != 0;
}

/* The least that any moves lead to, within the corner. */
static void spread_moves(Corner *corner) {
    if (corner->complete) {
        fold_all(corner->x, corner->width, corner->makes, corner->ends, 0);
        return;
    }
    for (int settled = 0, turn = 0; settled < corner->movers; turn = (turn + 1) % corner->movers) {
        const Mover *mover = &corner->mover[turn];
        memcpy(corner->before, corner->x, (size_t)corner->size * sizeof(int32_t));
        fold_all(corner->x, corner->width, mover->makes, mover->ends, 0);
        settled = bar(corner->x, corner->barred, corner->before, corner->size) ? 1 : settled + 1;
    }
}

INLINE uint32_t place_of(const void *places, int64_t k, int wide) {
    return wide ? ((const uint32_t *)places)[k] : ((const uint16_t *)places)[k];
}

/* One walk along a fibre, best first: lower x to the least of what is better; the states that changed. */
INLINE int64_t walk_fibre(const void *from, int64_t first, int64_t count, const uint32_t *restrict places,
                          uint32_t start, int wide, int ties, int32_t *restrict x, uint32_t *restrict changed) {
    int32_t better = UNREACHED, so_far = UNREACHED;
    int64_t found = 0;
    for (int64_t k = 0; k < count; k++) {
        uint32_t place = place_of(from, first + k, wide), bare = place & (wide ? 0x7fffffffu : 0x7fffu);
        uint32_t at = start | places[bare];
        if (ties) better = place >> (wide ? 31 : 15) ? so_far : better;
        int32_t here = x[at], least = better < here ? better : here;
        x[at] = least, changed[found] = bare, found += least < here;
        if (ties)
            so_far = least < so_far ? least : so_far;
        else
            better = least;
    }
    return found;
}

/* The same with one-way steps. least[a | b]: of what has been walked over, whose higher one-way steps taken are b, and
   the lower ones at least a; so that neither what is written nor what is read are many. */
INLINE int64_t walk_blocks(const Mover *mover, int64_t first, int64_t count, uint32_t start, int wide,
                           int32_t *restrict x, int32_t *restrict least, uint32_t *restrict changed) {
    const void *from = mover->fibres->places;
    uint32_t all = (1u << mover->ways) - 1, low = mover->ways > 3 ? (1u << mover->ways / 2) - 1 : all,
             high = all & ~low;
    int64_t found = 0;
    for (uint32_t b = 0; b <= all; b++) least[b] = UNREACHED;
    for (int64_t k = 0, group = 0; k < count; k = group) {
        do {
            uint32_t place = place_of(from, first + group, wide) & (wide ? 0x7fffffffu : 0x7fffu);
            uint32_t at = start | mover->places[place], block = mover->blocks[place], free = high & ~block, more = free;
            int32_t better = least[block];
            while (more) {
                int32_t other = least[block | more];
                better = other < better ? other : better, more = (more - 1) & free;
            }
            int32_t here = x[at];
            better = better < here ? better : here;
            x[at] = better, changed[found] = place, found += better < here;
        } while (++group < count && !(place_of(from, first + group, wide) >> (wide ? 31 : 15)));
        for (int64_t l = k; l < group; l++) {
            uint32_t place = place_of(from, first + l, wide) & (wide ? 0x7fffffffu : 0x7fffu);
            uint32_t block = mover->blocks[place], taken = block & low, fewer = taken;
            int32_t here = x[start | mover->places[place]];
            for (;;) {
                int32_t *of = &least[(block & high) | fewer];
                *of = here < *of ? here : *of;
                if (!fewer) break;
                fewer = (fewer - 1) & taken;
            }
        }
    }
    return found;
}

/* The same with at most FEW one-way steps: least[b] is of all that can be reached from block b, in a few vectors. */
INLINE int64_t walk_few(const Mover *mover, int64_t first, int64_t count, uint32_t start, int size, int wide, int ties,
                        int32_t *restrict x, uint32_t *restrict changed) {
    const void *from = mover->fibres->places;
    const uint32_t *restrict places = mover->places, *restrict blocks = mover->blocks;
    int32_t least[1 << FEW], so_far[1 << FEW];
    int64_t found = 0;
    for (int b = 0; b < size; b++) least[b] = so_far[b] = UNREACHED;
    for (int64_t k = 0; k < count; k++) {
        uint32_t place = place_of(from, first + k, wide), bare = place & (wide ? 0x7fffffffu : 0x7fffu);
        uint32_t at = start | places[bare], block = blocks[bare];
        if (ties && place >> (wide ? 31 : 15)) memcpy(least, so_far, (size_t)size * sizeof *least);
        int32_t here = x[at], better = least[block];
        better = better < here ? better : here;
        x[at] = better, changed[found] = bare, found += better < here;
        const int32_t *barred = mover->barred + (int64_t)block * size;
        int32_t *to = ties ? so_far : least;
        for (int b = 0; b < size; b++) {
            int32_t reached = better > barred[b] ? better : barred[b];
            to[b] = reached < to[b] ? reached : to[b];
        }
    }
    return found;
}

INLINE int64_t walk_few_of(const Mover *mover, int64_t first, int64_t count, uint32_t start, int size,
                           int32_t *restrict x, uint32_t *restrict changed) {
    if (mover->fibres->wide) return walk_few(mover, first, count, start, size, 1, 1, x, changed);
    return mover->fibres->ties ? walk_few(mover, first, count, start, size, 0, 1, x, changed)
                               : walk_few(mover, first, count, start, size, 0, 0, x, changed);
}

/* Sweep the stale fibres of one mover; how many places were walked over. */
CLONES static int64_t sweep(Corner *corner, Mover *mover) {
    const Fibres *fibres = mover->fibres;
    int64_t walked = 0;
    mover->unswept = 0;
    for (int64_t f = 0; f < mover->count; f++) {
        if (!mover->stale[f]) continue;
        mover->stale[f] = 0;
        uint32_t row = mover->row | mover->rows[f], start = mover->starts[f];
        int64_t count = fibres->counts[row], first = (int64_t)row << mover->width, found;
        if (!count) continue;
        walked += count;
        int32_t *x = corner->x;
        uint32_t *changed = corner->changed;
        if (mover->ways && mover->ways <= FEW)
            found = mover->ways < 4    ? walk_few_of(mover, first, count, start, 8, x, changed)
                    : mover->ways == 4 ? walk_few_of(mover, first, count, start, 16, x, changed)
                                       : walk_few_of(mover, first, count, start, 32, x, changed);
        else if (mover->ways)
            found = fibres->wide ? walk_blocks(mover, first, count, start, 1, x, corner->least, changed)
                                 : walk_blocks(mover, first, count, start, 0, x, corner->least, changed);
        else if (fibres->wide)
            found = walk_fibre(fibres->places, first, count, mover->places, start, 1, 1, x, changed);
        else if (fibres->ties)
            found = walk_fibre(fibres->places, first, count, mover->places, start, 0, 1, x, changed);
        else
            found = walk_fibre(fibres->places, first, count, mover->places, start, 0, 0, x, changed);
        for (int m = 0; found && m < corner->movers; m++) {
            const Mover *other = &corner->mover[m];
            if (other == mover || other->unswept) continue;
            const uint32_t *restrict crossed = mover->crossed + ((int64_t)m << mover->width);
            uint8_t *restrict stale = other->stale + squeezed(other->fibre_of, start);
            for (int64_t k = 0; k < found; k++) stale[crossed[changed[k]]] = 1;
        }
    }
    return walked;
}

/* Room for labels, once for each corner that needs it. */
static int open_labels(Corner *corner) {
    if (corner->queue) return FINE;
    size_t size = (size_t)corner->size;
    corner->queue = malloc(3 * size * sizeof(uint64_t)); /* two to sort, one to put off */
    corner->labelled = malloc(size);
    int status = corner->queue && corner->labelled ? FINE : NO_MEMORY;
    for (int m = 0; m < corner->movers; m++) {
        Mover *mover = &corner->mover[m];
        size_t blocks = (size_t)mover->count << mover->ways;
        mover->list = malloc(size * sizeof(uint32_t));
        mover->level = malloc(size * sizeof(uint32_t));
        mover->next = malloc(2 * blocks * sizeof(uint32_t));
        if (!mover->list || !mover->level || !mover->next) status = NO_MEMORY;
        if (mover->next) mover->last = mover->next + blocks;
    }
    return status;
}

/* The blocks of a mover, the worst state first; levels: larger is worse, within a fibre. */
static void list_blocks(Mover *mover) {
    const Fibres *fibres = mover->fibres;
    int wide = fibres->wide, inner = mover->width - mover->ways;
    for (int64_t f = 0; f < mover->count; f++) {
        uint32_t row = mover->row | mover->rows[f], start = mover->starts[f], level = 0;
        int64_t count = fibres->counts[row], first = (int64_t)row << mover->width;
        uint32_t *next = mover->next + (f << mover->ways), *last = mover->last + (f << mover->ways);
        for (uint32_t b = 0; b < 1u << mover->ways; b++)
            next[b] = last[b] = (uint32_t)((f << mover->width) + ((int64_t)b << inner));
        for (int64_t k = 0; k < count; k++) {
            uint32_t place = place_of(fibres->places, first + k, wide);
            level += place >> (wide ? 31 : 15);
            mover->level[start | mover->places[place & (wide ? 0x7fffffffu : 0x7fffu)]] = level;
        }
        for (int64_t k = count - 1; k >= 0; k--) {
            uint32_t place = place_of(fibres->places, first + k, wide) & (wide ? 0x7fffffffu : 0x7fffu);
            mover->list[last[mover->ways ? mover->blocks[place] : 0]++] = start | mover->places[place];
        }
    }
}

/* The least that improvements lead to, within the corner, from what sweeps have left: each value in increasing order to
   all that can reach it and have no label yet. */
static int spread_labels(Corner *corner) {
    if (open_labels(corner)) return NO_MEMORY;
    uint64_t *queue = corner->queue;
    uint32_t *waiting = (uint32_t *)(corner->queue + 2 * corner->size);
    int32_t *x = corner->x;
    int64_t count = 0;
    for (int m = 0; m < corner->movers; m++) list_blocks(&corner->mover[m]);
    for (int64_t k = 0; k < corner->size; k++) {
        corner->labelled[k] = 0;
        if (x[k] == UNREACHED) continue;
        queue[count++] = (uint64_t)((uint32_t)x[k] ^ 0x80000000u) << 32 | (uint64_t)k;
    }
    queue = sort_digits(queue, queue + corner->size, count, 32, 64);
    for (int64_t k = 0; k < count; k++) {
        uint32_t first = (uint32_t)queue[k];
        if (corner->labelled[first]) continue;
        int32_t value = x[first];
        int64_t left = 0;
        waiting[left++] = first, corner->labelled[first] = 1;
        while (left) {
            uint32_t to = waiting[--left];
            for (int m = 0; m < corner->movers; m++) {
                Mover *mover = &corner->mover[m];
                uint32_t fibre = squeezed(mover->fibre_of, to), block = 0;
                if (!mover->fibres->counts[mover->row | mover->rows[fibre]]) continue;
                if (mover->ways) block = squeezed(mover->block_of, to) ^ mover->blocks[0];
                uint32_t level = mover->level[to], from = block;
                for (;;) {
                    uint32_t at = fibre << mover->ways | from, next = mover->next[at], last = mover->last[at];
                    while (next < last && mover->level[mover->list[next]] > level) {
                        uint32_t state = mover->list[next++];
                        if (corner->labelled[state]) continue;
                        corner->labelled[state] = 1, x[state] = value, waiting[left++] = state;
                    }
                    mover->next[at] = next;
                    if (!from) break;
                    from = (from - 1) & block;
                }
            }
        }
    }
    return FINE;
}

/* The least that improvements lead to, within the corner that begins at `base`: sweeps, as long as they walk over no
   more than `patience` times all places, and then labels. */
static int spread_improvements(const Lattice *of, Corner *corner, uint32_t base, int64_t patience) {
    uint32_t all = (uint32_t)(of->size - 1);
    int64_t left = patience * corner->movers * corner->size;
    for (int m = 0; m < corner->movers; m++) {
        Mover *mover = &corner->mover[m];
        mover->row = squeeze(base, all & ~mover->fibres->own);
        memset(mover->stale, 1, (size_t)mover->count);
        mover->unswept = 1;
    }
    for (int settled = 0, turn = 0; settled < corner->movers; turn = (turn + 1) % corner->movers) {
        if (left <= 0) return spread_labels(corner);
        int64_t walked = sweep(corner, &corner->mover[turn]);
        left -= walked, settled = walked ? 1 : settled + 1;
    }
    return FINE;
}

/* The least that a group's moves, or its improvements, lead to, for every state; UNREACHED where infeasible. */
static int spread_all(const Lattice *of, Corner *corner, const int32_t *values, int improving, int64_t patience,
                      int32_t *found) {
    uint32_t base = 0;
    do {
        enter(of, corner, base, values);
        if (!improving)
            spread_moves(corner);
        else if (spread_improvements(of, corner, base, patience))
            return NO_MEMORY;
        leave(corner, base, found);
    } while ((base = next_subset(base, corner->others)));
    return FINE;
}

/* --------------------------------------------------------------------------------------------- concepts */

CLONES static void say_nash(const Lattice *of, const int32_t *restrict rank, const int32_t *restrict best,
                            uint8_t *restrict stable) {
    const uint8_t *restrict feasible = of->feasible;
    int64_t size = of->size;
    for (int64_t s = 0; s < size; s++) stable[s] = feasible[s] & (uint8_t)(best[s] <= rank[s]);
}

CLONES static void least_of_both(const Lattice *of, const int32_t *restrict rank, int32_t *restrict answers) {
    const uint8_t *restrict feasible = of->feasible;
    int64_t size = of->size;
    for (int64_t s = 0; s < size; s++) {
        int32_t least = rank[s] < answers[s] ? rank[s] : answers[s];
        answers[s] = feasible[s] ? least : -1;
    }
}

/* The formula of stability.py; `answers` are overwritten. */
static void deter(const Lattice *of, int party, const int32_t *rank, int32_t *answers, uint8_t *stable) {
    least_of_both(of, rank, answers);
    fold_all(answers, of->n, of->makes[party], of->ends[party], 1);
    say_nash(of, rank, answers, stable);
}

/* Stable where the rank is at least a threshold, one for each setting of some bits, or where it is `best`. */
CLONES static void say_threshold(const Lattice *of, const int32_t *rank, const int32_t *best, const int32_t *threshold,
                                 uint32_t bits, uint8_t *stable) {
    enum { CHUNKED = 256 };
    uint32_t index[CHUNKED], low = bits & (CHUNKED - 1);
    int32_t least[CHUNKED];
    int64_t width = of->size < CHUNKED ? of->size : CHUNKED;
    for (int64_t k = 0; k < width; k++) index[k] = squeeze((uint32_t)k, low);
    for (int64_t s = 0; s < of->size; s += width) {
        const int32_t *from = threshold + ((size_t)squeeze((uint32_t)s, bits & ~low) << bits_of(low));
        const int32_t *here = rank + s;
        uint8_t *restrict to = stable + s;
        if (low)
            for (int64_t k = 0; k < width; k++) least[k] = from[index[k]];
        else
            for (int64_t k = 0; k < width; k++) least[k] = from[0];
        if (best)
            for (int64_t k = 0; k < width; k++) to[k] = (here[k] >= least[k]) | (best[s + k] <= here[k]);
        else
            for (int64_t k = 0; k < width; k++) to[k] = here[k] >= least[k];
    }
}

/* Room for all of it; see open_room. best, answers: (2^n,). Corners and fibres: one for each party. */
typedef struct {
    int32_t *best, *answers;
    Corner *corners;
    Fibres *fibres;
    Sorting sorting;
} Room;

static void close_room(const Lattice *of, Room *room) {
    for (int i = 0; i < of->parties; i++) {
        if (room->corners) close_corner(&room->corners[i]);
        if (room->fibres) free(room->fibres[i].places), free(room->fibres[i].counts);
    }
    free(room->best), free(room->answers), free(room->corners), free(room->fibres);
    free(room->sorting.keys), free(room->sorting.spare), free(room->sorting.own);
}

/* Room for the fibres of the parties that are asked for. */
static int open_fibres(const Lattice *of, uint32_t parties, Room *room) {
    int most = 0;
    room->fibres = calloc((size_t)of->parties + 1, sizeof *room->fibres);
    if (!room->fibres) return NO_MEMORY;
    for (int i = 0; i < of->parties; i++) {
        Fibres *fibres = &room->fibres[i];
        fibres->own = of->makes[i] | of->ends[i], fibres->width = bits_of(fibres->own);
        if (!(parties >> i & 1) || !fibres->own) continue;
        fibres->wide = fibres->width > 15;
        fibres->places = large_room((size_t)of->size, fibres->wide ? sizeof(uint32_t) : sizeof(uint16_t));
        fibres->counts = large_room((size_t)(of->size >> fibres->width), sizeof(int32_t));
        if (!fibres->places || !fibres->counts) return NO_MEMORY;
        most = fibres->width > most ? fibres->width : most;
    }
    size_t lanes = most > NETWORK ? 1 : LANES, sorted = (size_t)1 << most;
    if (most > NETWORK && sorted < (size_t)LANES << NETWORK) sorted = (size_t)LANES << NETWORK;
    room->sorting.keys = malloc(lanes * sorted * sizeof(uint64_t));
    room->sorting.spare = malloc((most > NETWORK ? sorted : 1) * sizeof(uint64_t));
    room->sorting.own = malloc(((size_t)1 << most) * sizeof(uint32_t));
    return room->sorting.keys && room->sorting.spare && room->sorting.own ? FINE : NO_MEMORY;
}

static void sort_all(const Lattice *of, const int32_t *ranks, Room *room) {
    for (int i = 0; i < of->parties; i++)
        if (room->fibres[i].places) sort_party(of, ranks + i * of->size, &room->fibres[i], &room->sorting);
}

static int open_room(const Lattice *of, int wanted, Room *room) {
    memset(room, 0, sizeof *room);
    uint32_t everybody = (uint32_t)(((uint64_t)1 << of->parties) - 1);
    room->best = large_room((size_t)of->size, sizeof(int32_t));
    room->answers = large_room((size_t)of->size, sizeof(int32_t));
    room->corners = calloc((size_t)of->parties + 1, sizeof *room->corners);
    if (!room->best || !room->answers || !room->corners) return NO_MEMORY;
    int improving = (wanted & (SEQ | SSEQ)) && of->parties > 1;
    if (improving && open_fibres(of, everybody, room)) return NO_MEMORY;
    if (!improving && of->complete) return FINE;
    for (int i = 0; i < of->parties; i++)
        if (open_corner(of, everybody & ~((uint32_t)1 << i), improving ? room->fibres : NULL, &room->corners[i]))
            return NO_MEMORY;
    return FINE;
}

/* gmr and smr where every state is feasible: what the others can reach does not depend on the steps that they can
   make and end, so that thresholds for the other steps are enough. `from`: the ranks, or the best ranks for smr. */
static void say_complete(const Lattice *of, int party, const int32_t *rank, const int32_t *from, int symmetric,
                         Room *room, uint8_t *stable) {
    uint32_t makes = 0, ends = 0, all = (uint32_t)(of->size - 1);
    for (int i = 0; i < of->parties; i++)
        if (i != party) makes |= of->makes[i], ends |= of->ends[i];
    uint32_t own_makes = of->makes[party], own_ends = of->ends[party];
    int32_t *rooms[2] = {room->answers, room->answers + of->size / 2};
    if (symmetric && own_makes != own_ends) {
        memcpy(room->answers, from, (size_t)of->size * sizeof(int32_t));
        fold_all(room->answers, of->n, makes, ends, 0);
        deter(of, party, rank, room->answers, stable);
        return;
    }
    uint32_t free = makes & ends, left = all & ~(symmetric ? free | own_makes : free);
    int32_t *least = (int32_t *)reduce(from, of->n, all & ~left, 0, rooms);
    if (least == from) {
        least = room->answers;
        memcpy(least, from, (size_t)of->size * sizeof(int32_t));
    }
    fold_all(least, bits_of(left), squeeze(makes & left, left), squeeze(ends & left, left), 0);
    if (!symmetric) {
        fold_all(least, bits_of(left), squeeze(own_makes & left, left), squeeze(own_ends & left, left), 1);
        uint32_t both = own_makes & own_ends & left;
        if (left != all && both) {
            least = (int32_t *)reduce(least, bits_of(left), squeeze(both, left), 1, rooms);
            left &= ~both;
        }
    }
    say_threshold(of, rank, symmetric ? from : NULL, least, left, stable);
}

/* Everything that is wanted for one set of ranks: stable (concepts wanted, parties, 2^n), 0 or 1. */
static int say_all(const Lattice *of, const int32_t *ranks, int wanted, int64_t patience, Room *room, uint8_t *stable) {
    if (room->fibres) sort_all(of, ranks, room);
    for (int i = 0; i < of->parties; i++) {
        const int32_t *rank = ranks + i * of->size;
        uint8_t *to = stable + i * of->size;
        int alone = of->parties == 1;
        if (wanted & (NASH | SMR | SSEQ) || alone) {
            if (!fold_masked(of, rank, -1, of->makes[i], of->ends[i], 1, room->best)) return BAD_LENGTH;
        }
        for (int concept = NASH; concept <= SSEQ; concept *= 2) {
            if (!(wanted & concept)) continue;
            const int32_t *from = concept & (SMR | SSEQ) ? room->best : rank;
            if (concept == NASH || alone)
                say_nash(of, rank, room->best, to);
            else if (of->complete && concept & (GMR | SMR))
                say_complete(of, i, rank, from, concept == SMR, room, to);
            else {
                if (spread_all(of, &room->corners[i], from, concept >= SEQ, patience, room->answers)) return NO_MEMORY;
                deter(of, i, rank, room->answers, to);
            }
            to += of->parties * of->size;
        }
    }
    return FINE;
}

/* Whether every feasible state has a rank, from 0 and below UNREACHED. */
CLONES static int ranks_fit(const Lattice *of, const int32_t *ranks) {
    int32_t amiss = 0;
    for (int i = 0; i < of->parties; i++) {
        const int32_t *rank = ranks + i * of->size;
        const uint8_t *feasible = of->feasible;
        int64_t size = of->size;
        for (int64_t s = 0; s < size; s++) {
            int32_t odd = (rank[s] < 0) | (rank[s] == UNREACHED);
            amiss |= feasible[s] ? odd : 0;
        }
    }
    return !amiss;
}

/* Where each party is stable: nash, gmr, smr, seq, sseq, of which `wanted` (a set) says which.
   makes, ends (parties,), feasible (2^n,), ranks (parties, 2^n); gives stable (concepts wanted, parties, 2^n).
   patience: how often all places may be walked over before labels are used. */
EXPORT int standoff_stable(int64_t n, int64_t parties, const int64_t *makes, const int64_t *ends,
                           const uint8_t *feasible, int64_t size, const int32_t *ranks, int64_t wanted,
                           int64_t patience, uint8_t *stable, int64_t rows) {
    Lattice of;
    if (wanted < 0 || wanted >> LATTICE_CONCEPTS || patience < 0 || patience > 1000000 ||
        rows != ones((uint64_t)wanted) * parties || open_lattice(&of, n, parties, makes, ends, feasible, size) ||
        (!(wanted & (NASH | SMR | SSEQ)) && !ranks_fit(&of, ranks)))
        return BAD_LENGTH;
    Room room;
    int status = open_room(&of, (int)wanted, &room);
    if (status == FINE) status = say_all(&of, ranks, (int)wanted, patience, &room, stable);
    close_room(&of, &room);
    return status;
}

/* `fold` of reach.py, in place: values (2^n,); most: whether the largest counts, or the smallest. */
EXPORT int standoff_fold(int64_t n, int64_t makes, int64_t ends, int64_t most, int32_t *values, int64_t size) {
    if (n < 0 || n > LATTICE_STEPS || size != (int64_t)1 << n || makes < 0 || makes >= size || ends < 0 || ends >= size)
        return BAD_LENGTH;
    fold_all(values, (int)n, (uint32_t)makes, (uint32_t)ends, most != 0);
    return FINE;
}

enum { BEST = 0, WORST = 1, WORST_OF_IMPROVEMENTS = 2 };

/* What a group (a set of parties) can reach. BEST: the most of `values` over a state and what a group of one can move
   to, -1 where infeasible; otherwise the least over what the group's moves or improvements lead to. */
EXPORT int standoff_reach(int64_t n, int64_t parties, const int64_t *makes, const int64_t *ends,
                          const uint8_t *feasible, int64_t size, const int32_t *ranks, int64_t what, int64_t group,
                          const int32_t *values, int64_t patience, int32_t *found) {
    Lattice of;
    if (patience < 0 || patience > 1000000 || open_lattice(&of, n, parties, makes, ends, feasible, size) || group < 0 ||
        group >> parties || what < BEST || what > WORST_OF_IMPROVEMENTS ||
        (what == BEST && ones((uint64_t)group) != 1) || (what == WORST_OF_IMPROVEMENTS && !ranks_fit(&of, ranks)))
        return BAD_LENGTH;
    uint32_t own_makes = 0, own_ends = 0;
    for (int i = 0; i < of.parties; i++)
        if (group >> i & 1) own_makes |= of.makes[i], own_ends |= of.ends[i];
    if (what == BEST || (what == WORST && of.complete)) {
        int32_t never = what == BEST ? -1 : UNREACHED;
        fold_masked(&of, values, never, own_makes, own_ends, what == BEST, found);
        for (int64_t s = 0; s < size && !of.complete; s++)
            if (!feasible[s]) found[s] = never;
        return FINE;
    }
    Room room;
    memset(&room, 0, sizeof room);
    int status = what == WORST ? FINE : open_fibres(&of, (uint32_t)group, &room);
    room.corners = calloc((size_t)of.parties + 1, sizeof *room.corners);
    if (!room.corners) status = NO_MEMORY;
    if (status == FINE) status = open_corner(&of, (uint32_t)group, room.fibres, &room.corners[0]);
    if (status == FINE && room.fibres) sort_all(&of, ranks, &room);
    if (status == FINE) status = spread_all(&of, &room.corners[0], values, what != WORST, patience, found);
    if (room.corners) close_corner(&room.corners[0]);
    close_room(&of, &room);
    return status;
}

/* ---------------------------------------------------------------------------- states.py: levels, ranks, many draws */

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
static int sums_fit(int64_t n, const double *worth, int64_t entries, const double *together, int64_t stride,
                    double grid) {
    double gross = 0;
    for (int64_t b = 0; b < n; b++) gross += fabs(worth[b]);
    for (int64_t e = 0; e < entries; e++) gross += fabs(together[e * stride]);
    int whole = grid >= 1 && grid == floor(grid) && gross < 4503599627370496.0 && gross / grid < 1070000000.0;
    for (int64_t b = 0; b < n && whole; b++) whole = worth[b] == floor(worth[b]);
    for (int64_t e = 0; e < entries && whole; e++) whole = together[e * stride] == floor(together[e * stride]);
    return whole;
}

static int entries_fit(int64_t size, int64_t entries, const int64_t *entry) {
    if (entries < 0 || entries > 1 << 20) return 0;
    for (int64_t e = 0; e < entries; e++)
        if (entry[e] < 0 || entry[e] >= size) return 0;
    return 1;
}

/* Dense ranks of all states for one party, -1 where infeasible; the rule is that of ranks_from_worth in states.py.
   worth (n,), entry, together (entries,): whole numbers; grid: what they are rounded to; ranks (2^n,). */
EXPORT int standoff_ranks(int64_t n, const uint8_t *feasible, int64_t size, const double *worth, int64_t entries,
                          const int64_t *entry, const double *together, double grid, int32_t *ranks) {
    if (n < 0 || n > LATTICE_STEPS || size != (int64_t)1 << n || !entries_fit(size, entries, entry) ||
        !sums_fit(n, worth, entries, together, 1, grid))
        return BAD_LENGTH;
    double *sums = large_room((size_t)size, sizeof *sums);
    uint64_t *spare = large_room((size_t)size, sizeof *spare), *keys = (uint64_t *)(void *)sums;
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
        const uint64_t *sorted = count ? sort_digits(keys, spare, count, 32, 32 + width_of(most - least)) : keys;
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

CLONES static void count_equilibria(int64_t parties, const Lattice *of, const uint32_t *restrict all,
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
    Lattice of;
    if (wanted < 0 || wanted >> LATTICE_CONCEPTS || patience < 0 || patience > 1000000 || draws < 0 || kept > draws ||
        open_lattice(&of, n, parties, makes, ends, feasible, size) || !entries_fit(size, entries, entry))
        return BAD_LENGTH;
    for (int64_t d = 0; d < draws; d++)
        for (int64_t i = 0; i < parties; i++)
            if (!sums_fit(n, worth + (d * parties + i) * n, entries, together + d * entries * parties + i, parties,
                          grid[d * parties + i]))
                return BAD_LENGTH;
    int64_t concepts = ones((uint64_t)wanted);
    Room room;
    int status = open_room(&of, (int)wanted, &room);
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
        if (status == FINE) status = say_all(&of, ranks, (int)wanted, patience, &room, stable);
        for (int64_t c = 0; c < concepts && status == FINE; c++) {
            count_stable(parties, size, stable + c * parties * size, counts + c * parties * size, all,
                         d < kept ? each + (d * concepts + c) * size : NULL);
            count_equilibria(parties, &of, all, equilibria + c * size);
        }
    }
    close_room(&of, &room);
    free(ranks), free(sums), free(stable), free(all);
    return status;
}

/* ------------------------------------------------------------------------------------------------------ structs */

/* The sizes of the structs that Python fills, for a test of their layout. */
EXPORT int standoff_sizes(int64_t *sizes, int64_t n) {
    if (n != 4) return BAD_LENGTH;
    sizes[0] = (int64_t)sizeof(standoff_exchange);
    sizes[1] = (int64_t)sizeof(standoff_results);
    sizes[2] = (int64_t)sizeof(standoff_deal);
    sizes[3] = (int64_t)sizeof(standoff_search);
    return FINE;
}
