/* A handful of states in many draws of worths: what is said of each without looking at all others.

   Draws are worked on together, up to DRAWS of them: a number of each draw is a row of doubles, a yes or no of each a set
   of bits. Of a state and a party, its improvements are looked at one by one; of each, where the others could go from
   there, until in every draw in which it is an improvement an answer has been found, or there is nowhere else to go.

   Where the others could go hangs on no draw. It hangs on the party's own setting only by the rules, so that it is
   worked out once for all settings of which the rules say the same. Which moves improve does hang on the draw; but by
   how much a move of one's own changes one's sum hangs on one's own steps alone, and on the entries of what is worth
   something together that are full but for them. So rows of sets, one for each setting of one's own steps and of those
   entries, say it of all states.

   All this goes by sums. Verdicts go by their levels on a grid, which is the same but for two cases, in which a draw is
   left to be worked out whole: sums of own settings nearer than the grid, and sums anywhere that are noise apart and
   torn by the edge of a level (torn.c). */

#ifndef STANDOFF_HANDFUL_H
#define STANDOFF_HANDFUL_H

#include "stability.h"

enum { DRAWS = 256, WORDS = DRAWS / 64 };
enum { PART = 8, PARTS = GRAPH_STEPS / PART }; /* bits of a state whose worths are summed once */
enum { BY_NASH, BY_GMR, BY_SMR, BY_SEQ, BY_SSEQ }; /* rows of verdicts */
enum { MOST_CHANGES = 12, MOST_ENTRIES = 20 }; /* steps that a party can change in a state; entries of a pattern */

/* Draws, as bits. */
typedef struct {
    uint64_t word[WORDS];
} Set;

INLINE int none(const Set *of) {
    uint64_t any = 0;
    for (int w = 0; w < WORDS; w++) any |= of->word[w];
    return !any;
}
INLINE void add_to(Set *to, const Set *more) {
    for (int w = 0; w < WORDS; w++) to->word[w] |= more->word[w];
}
INLINE void take_from(Set *from, const Set *less) {
    for (int w = 0; w < WORDS; w++) from->word[w] &= ~less->word[w];
}
INLINE Set common(const Set *one, const Set *other) {
    Set both;
    for (int w = 0; w < WORDS; w++) both.word[w] = one->word[w] & other->word[w];
    return both;
}
INLINE Set without(const Set *one, const Set *other) {
    Set left;
    for (int w = 0; w < WORDS; w++) left.word[w] = one->word[w] & ~other->word[w];
    return left;
}

/* What states are worth to one party. rank: its order, where draws do not change it; else NULL. parts: sums of PART bits
   (2^PART, DRAWS); more (entries, DRAWS), and whether an entry is worth something in any draw. */
typedef struct {
    const int32_t *rank;
    double *parts[PARTS], *more;
    uint8_t *counts;
    double grid[DRAWS], half[DRAWS];
} Worths;

/* A table of numbers by keys. */
typedef struct {
    uint64_t *keys;
    void **found;
    int64_t used, size;
} Table;

/* Which changes of its own steps improve, for one party: rows by its setting and pattern, a set for each change in the
   order of next_subset. rests: what else an entry asks for that is not its own. */
typedef struct {
    uint32_t own, rests[MOST_ENTRIES];
    int width, entries;
    Table rows;
} Rises;

/* Where the others can go, as settings of their bits, the start first; `order`: those that answered lately first. */
typedef struct {
    uint32_t *parts;
    int32_t *order;
    int64_t count;
} Reach;

/* A search along improvements of the others, from one improvement. Sets are (places of a reach,); covered (places,
   movers): draws in which a mover has come by here, from somewhere that it likes less. */
typedef struct {
    Set *reached, *pending, *harmful, *covered;
    int32_t *seen, *queue;
    uint8_t *known, *queued;
    int32_t stamp;
    int64_t room;
} Pursuit;

typedef struct {
    Graph of;
    int draws, lanes, entries;
    const int64_t *entry;
    Worths worths[GRAPH_PARTIES];
    Rises rises[GRAPH_PARTIES];
    Set live, doubtful; /* draws that are answered; those that turn out not to be */
    int64_t budget, bytes;
    int gave_up;
    uint32_t fixed; /* the bits of a state that no rule asks about */

    /* of one party that considers its moves */
    int party;
    uint32_t others, escape; /* the bits that the others can change; the setting that was last escaped to */
    uint32_t makes[GRAPH_PARTIES], ends[GRAPH_PARTIES]; /* of the others, within their bits */
    Squeeze squeeze;
    int32_t *places; /* (2^others,) place in the reach at hand, -1 where it is not */
    Reach *at_hand;
    Table reaches;
    Pursuit pursuit;

    /* of one of its states */
    double here[DRAWS];
    int32_t rank_here;
} Handful;

INLINE double *row_of(double *rows, int64_t k) { return rows + k * DRAWS; }

/* worths.c */
SHARED void kernel_open_worths(Handful *of, const int32_t *ranks, int64_t given, const double *worth,
                               const double *together, const double *grid);
SHARED void kernel_close_worths(Handful *of);
SHARED void kernel_stand_at(Handful *of, uint32_t state);
SHARED Set kernel_better(Handful *of, uint32_t state);
SHARED const Set *kernel_rises(Handful *of, int party, uint32_t state, uint32_t changes);

/* torn.c */
SHARED int kernel_leave_out_torn(Handful *of, const double *worth, const double *together, const double *grid);

/* pursuit.c */
SHARED void kernel_pursue(Handful *of, Reach *reach, uint32_t base, Set *any, Set *firmly);
SHARED void kernel_close_pursuit(Handful *of);

/* handful.c */
SHARED void **kernel_look_up(Table *table, uint64_t key);
SHARED void *kernel_claim(Handful *of, size_t count, size_t size);
SHARED Set kernel_firm(Handful *of, uint32_t state, Set harmed);

#endif
