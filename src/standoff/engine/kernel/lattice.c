/* The patient limit over the lattice of sets of planned steps: the scores of all moves, the orders of single steps with
   the least bottleneck and the least sum, and how many there are. */

#include "lattice.h"

/* The score of each next step from each marked set: (n + 1, count), the last row for no next step. */
CLONES EXPORT int standoff_edge_scores(int64_t n, int64_t parties, int64_t entries, int64_t rows, const int64_t *first,
                                       const float *stakes, const int64_t *entry, const int64_t *which,
                                       const float *numbers, const uint8_t *marks, int64_t size, int64_t count,
                                       float *scores) {
    Terms terms;
    Sets sets;
    Block block;
    memset(&block, 0, sizeof block);
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

/* Room to find the orders of a draw, used again for the next one. kept: (blocks, n + 1, BLOCK), the scores where there
   is room for those of all sets; otherwise one block, and they are worked out each time they are wanted. sums takes the
   place of holding, which is read by then. moves: where there is a list of sets, from each of them (first: count + 1)
   the steps that lead to another one, and its place. */
typedef struct {
    float *kept, *best, *sums;
    double *holding;
    int keeps, kept_now;
    int32_t *first, *into;
    uint8_t *step;
} Room;

enum { MOST_KEPT = 1 << 22 };

static int list_moves(Room *room, const Sets *sets) {
    size_t most = (size_t)(sets->count * sets->n) + 1;
    int64_t place = 0, moves = 0;
    room->first = malloc((size_t)(sets->count + 1) * sizeof *room->first);
    room->into = malloc(most * sizeof *room->into);
    room->step = malloc(most * sizeof *room->step);
    if (!room->first || !room->into || !room->step) return NO_MEMORY;
    for (int64_t set = 0; set < sets->size; set++) {
        if (!sets->marks[set]) continue;
        room->first[place++] = (int32_t)moves;
        for (int64_t b = 0; b < sets->n; b++) {
            int64_t into = set >> b & 1 ? -1 : rank_of(sets, set | (int64_t)1 << b);
            if (into >= 0) room->step[moves] = (uint8_t)b, room->into[moves++] = (int32_t)into;
        }
    }
    room->first[place] = (int32_t)moves;
    return FINE;
}

static int open_room(Room *room, const Sets *sets, int64_t caps) {
    int64_t a_block = (sets->n + 1) * BLOCK, blocks = (sets->count + BLOCK - 1) / BLOCK;
    size_t doubles = (size_t)sets->count * sizeof(double), floats = (size_t)(caps * sets->count) * sizeof(float);
    memset(room, 0, sizeof *room);
    room->keeps = blocks * a_block <= MOST_KEPT;
    room->kept = malloc((size_t)(room->keeps ? blocks * a_block : a_block) * sizeof(float));
    room->best = malloc((size_t)sets->count * sizeof(float));
    room->holding = malloc(doubles > floats ? doubles : floats);
    room->sums = (float *)room->holding;
    if (!room->kept || !room->best || !room->holding) return NO_MEMORY;
    return room->keeps && sets->bits ? list_moves(room, sets) : FINE;
}

static void close_room(Room *room) {
    free(room->kept);
    free(room->best);
    free(room->holding);
    free(room->first);
    free(room->into);
    free(room->step);
}

/* The scores (n + 1, BLOCK) of the next steps from the sets of a block that lead anywhere. */
INLINE const float *scores_from(const Terms *terms, const Sets *sets, const Block *block, Room *room) {
    float *scores = room->kept + (room->keeps ? (block->place >> CHUNK) * (terms->n + 1) * BLOCK : 0);
    if (!room->kept_now) score_block(terms, block, wanted_from(sets, block), scores);
    return scores;
}

/* For each set (count,): the least bottleneck of an order of single steps that leads to it (inf: none does), and the
   number of such orders in which nobody walks out. The full set also counts what comes after it. */
INLINE void bottlenecks(const Terms *terms, const Sets *sets, Room *room) {
    Block block;
    memset(&block, 0, sizeof block);
    float *best = room->best;
    double *holding = room->holding;
    int64_t n = terms->n, full = sets->size - 1;
    room->kept_now = 0;
    for (int64_t place = 0; place < sets->count; place++)
        best[place] = place ? INFINITY : 0, holding[place] = place == 0;
    for (int64_t from = 0; next_block(sets, &block, &from);) {
        const float *scores = scores_from(terms, sets, &block, room);
        for (int64_t l = 0; l < block.count; l++) {
            int64_t place = block.place + l, set = block.set[l];
            if (!sets->marks[set]) best[place] = INFINITY, holding[place] = 0;
            if (set == full) {
                float after = scores[n * BLOCK + l];
                best[place] = after > best[place] ? after : best[place];
                holding[place] = after <= BROKEN ? holding[place] : 0;
            }
            for (int64_t m = room->first ? room->first[place] : 0; room->first && m < room->first[place + 1]; m++)
                move_bottlenecks(1, scores + room->step[m] * BLOCK + l, best + place, holding + place,
                                 best + room->into[m], holding + room->into[m]);
            for (int64_t b = room->first ? n : 0; b < (block.whole && n > STRIP_STEPS ? STRIP_STEPS : n); b++) {
                int64_t into = set >> b & 1 ? -1 : rank_of(sets, set | (int64_t)1 << b);
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
    room->kept_now = room->keeps;
}

/* For each cap the order with the least sum, backwards from the full set: at each set the first step of those that
   explain its sum. The caps go back together, each with its own n places in the block. */
INLINE void ways_back(const Terms *terms, const Sets *sets, const float *caps, int64_t cap_count, const Room *room,
                      int8_t *ways) {
    Block block;
    memset(&block, 0, sizeof block);
    float scores[(MOST_ORDERED + 1) * BLOCK];
    int64_t n = terms->n, full = sets->size - 1, end = rank_of(sets, full), at[BLOCK] = {0};
    for (int64_t c = 0; c < cap_count; c++)
        at[c] = end >= 0 && room->sums[c * sets->count + end] < INFINITY ? full : 0;
    for (int64_t left = n; left > 0; left--) {
        for (int64_t l = 0; l < cap_count * n; l++) block.set[l] = (int32_t)(at[l / n] & ~((int64_t)1 << l % n));
        if (!room->keeps) find_runs(&block), score_block(terms, &block, full, scores);
        for (int64_t c = 0; c < cap_count; c++) {
            const float *sum = room->sums + c * sets->count;
            int64_t set = at[c];
            ways[c * n + left - 1] = -1;
            for (int64_t b = 0; b < n && at[c] == set; b++) {
                int64_t l = c * n + b, before = set >> b & 1 ? rank_of(sets, block.set[l]) : -1;
                if (before < 0 || !sets->marks[block.set[l]]) continue;
                float score = room->keeps
                                  ? room->kept[((before >> CHUNK) * (n + 1) + b) * BLOCK + (before & (BLOCK - 1))]
                                  : scores[b * BLOCK + l];
                if (!(score <= caps[c]) || sum[before] + score != sum[rank_of(sets, set)]) continue;
                ways[c * n + left - 1] = (int8_t)b;
                at[c] = block.set[l];
            }
        }
    }
}

/* For each cap (caps,): the order (n,) of the least sum of scores whose moves are all at most the cap; -1 where there
   is none. After the bottlenecks. */
INLINE void least_sums(const Terms *terms, const Sets *sets, const float *caps, int64_t cap_count, Room *room,
                       int8_t *ways) {
    Block block;
    memset(&block, 0, sizeof block);
    float most = -INFINITY, *sums = room->sums;
    int64_t n = terms->n, count = sets->count;
    for (int64_t c = 0; c < cap_count; c++) {
        most = caps[c] > most ? caps[c] : most;
        for (int64_t place = 0; place < count; place++) sums[c * count + place] = place ? INFINITY : 0;
    }
    for (int64_t from = 0; next_block(sets, &block, &from);) {
        int reached = 0;
        for (int64_t l = 0; l < block.count; l++) reached |= room->best[block.place + l] <= most;
        if (!reached) continue;
        const float *scores = scores_from(terms, sets, &block, room);
        for (int64_t l = 0; l < block.count; l++) {
            int64_t place = block.place + l, set = block.set[l];
            for (int64_t c = 0; c < cap_count; c++) {
                float *sum = sums + c * count;
                if (!sets->marks[set]) sum[place] = INFINITY;
                if (room->first) {
                    for (int64_t m = room->first[place]; sum[place] < INFINITY && m < room->first[place + 1]; m++)
                        move_sums(1, scores + room->step[m] * BLOCK + l, caps[c], sum + place, sum + room->into[m]);
                    continue;
                }
                for (int64_t b = 0; b < (block.whole && n > STRIP_STEPS ? STRIP_STEPS : n); b++) {
                    int64_t into = set >> b & 1 ? -1 : rank_of(sets, set | (int64_t)1 << b);
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
    ways_back(terms, sets, caps, cap_count, room, ways);
}

/* For each draw of a deal: the least bottleneck of an order of single steps through the marked sets (inf: there is
   none), in how many nobody ever walks out, and for each slack (slacks, n) the order of the least sum of scores whose
   moves are at most so much above the bottleneck; -1 where there is none. */
CLONES EXPORT int standoff_good_orders(const standoff_deal *deal, int64_t draws, const uint8_t *marks, int64_t size,
                                       int64_t count, const double *slacks, int64_t slack_count, double *bottleneck,
                                       double *holding, int8_t *ways) {
    int64_t n = deal->planned, entry[MOST_ENTRIES];
    Sets sets;
    Room room = {0};
    rows_t rows;
    memset(&rows, 0, sizeof rows);
    if (slack_count < 0 || slack_count * n > BLOCK || deal->entries < 0 || deal->entries > MOST_ENTRIES)
        return BAD_LENGTH;
    for (int64_t e = 0; e < deal->entries; e++) entry[e] = (int64_t)(deal->together[e] & (uint64_t)(size - 1));
    int status = open_sets(&sets, n, marks, size, count);
    if (!status) status = open_room(&room, &sets, slack_count);
    for (int64_t d = 0; !status && d < draws; d++) {
        Terms terms;
        float caps[BLOCK];
        int64_t full = rank_of(&sets, size - 1);
        status = kernel_rows(deal, d, &rows);
        if (status) break;
        status = open_terms(&terms, n, rows.parties, deal->entries, rows.count, rows.first, rows.stakes, entry,
                            rows.which, rows.numbers);
        if (!status) bottlenecks(&terms, &sets, &room);
        bottleneck[d] = status || full < 0 ? INFINITY : (double)room.best[full];
        holding[d] = status || full < 0 ? 0 : room.holding[full];
        memset(ways + d * slack_count * n, -1, (size_t)(slack_count * n));
        for (int64_t c = 0; c < slack_count; c++) caps[c] = (float)(bottleneck[d] + slacks[c] + 1e-6);
        if (isfinite(bottleneck[d])) least_sums(&terms, &sets, caps, slack_count, &room, ways + d * slack_count * n);
        close_terms(&terms);
    }
    kernel_free_rows(&rows);
    close_room(&room);
    close_sets(&sets);
    return status;
}

/* How many orders of single steps lead to each set (count,) through marked sets. */
CLONES EXPORT int standoff_orders(int64_t n, const uint8_t *marks, int64_t size, int64_t count, double *orders) {
    Sets sets;
    Block block;
    memset(&block, 0, sizeof block);
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
