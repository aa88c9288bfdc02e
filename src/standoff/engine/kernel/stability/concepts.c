/* The notions of stability of single parties: nash, gmr, smr, seq and sseq. */

#include "stability.h"

CLONES static void say_nash(const Graph *of, const int32_t *restrict rank, const int32_t *restrict best,
                            uint8_t *restrict stable) {
    const uint8_t *restrict feasible = of->feasible;
    int64_t size = of->size;
    for (int64_t s = 0; s < size; s++) stable[s] = feasible[s] & (uint8_t)(best[s] <= rank[s]);
}

CLONES static void least_of_both(const Graph *of, const int32_t *restrict rank, int32_t *restrict answers) {
    const uint8_t *restrict feasible = of->feasible;
    int64_t size = of->size;
    for (int64_t s = 0; s < size; s++) {
        int32_t least = rank[s] < answers[s] ? rank[s] : answers[s];
        answers[s] = feasible[s] ? least : -1;
    }
}

/* The formula that all notions share, from the worst answers of the others; they are overwritten. */
static void deter(const Graph *of, int party, const int32_t *rank, int32_t *answers, uint8_t *stable) {
    least_of_both(of, rank, answers);
    kernel_fold_all(answers, of->n, of->makes[party], of->ends[party], 1);
    say_nash(of, rank, answers, stable);
}

/* Stable where the rank is at least a threshold, one for each setting of some bits, or where it is `best`. */
CLONES static void say_threshold(const Graph *of, const int32_t *rank, const int32_t *best, const int32_t *threshold,
                                 uint32_t bits, uint8_t *stable) {
    enum { CHUNKED = 256 };
    uint32_t index[CHUNKED], low = bits & (CHUNKED - 1);
    int32_t least[CHUNKED];
    int64_t width = of->size < CHUNKED ? of->size : CHUNKED;
    for (int64_t k = 0; k < width; k++) index[k] = squeeze((uint32_t)k, low);
    for (int64_t s = 0; s < of->size; s += width) {
        const int32_t *from = threshold + ((size_t)squeeze((uint32_t)s, bits & ~low) << ones(low));
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

/* gmr and smr where every state is feasible: what the others can reach does not depend on the steps that they can
   make and end, so that thresholds for the other steps are enough. `from`: the ranks, or the best ranks for smr. */
static void say_complete(const Graph *of, int party, const int32_t *rank, const int32_t *from, int symmetric,
                         Room *room, uint8_t *stable) {
    uint32_t makes = 0, ends = 0, all = (uint32_t)(of->size - 1);
    for (int i = 0; i < of->parties; i++)
        if (i != party) makes |= of->makes[i], ends |= of->ends[i];
    uint32_t own_makes = of->makes[party], own_ends = of->ends[party];
    int32_t *rooms[2] = {room->answers, room->answers + of->size / 2};
    if (symmetric && own_makes != own_ends) {
        memcpy(room->answers, from, (size_t)of->size * sizeof(int32_t));
        kernel_fold_all(room->answers, of->n, makes, ends, 0);
        deter(of, party, rank, room->answers, stable);
        return;
    }
    uint32_t free = makes & ends, left = all & ~(symmetric ? free | own_makes : free);
    int32_t *least = (int32_t *)kernel_reduce(from, of->n, all & ~left, 0, rooms);
    if (least == from) {
        least = room->answers;
        memcpy(least, from, (size_t)of->size * sizeof(int32_t));
    }
    kernel_fold_all(least, ones(left), squeeze(makes & left, left), squeeze(ends & left, left), 0);
    if (!symmetric) {
        kernel_fold_all(least, ones(left), squeeze(own_makes & left, left), squeeze(own_ends & left, left), 1);
        uint32_t both = own_makes & own_ends & left;
        if (left != all && both) {
            least = (int32_t *)kernel_reduce(least, ones(left), squeeze(both, left), 1, rooms);
            left &= ~both;
        }
    }
    say_threshold(of, rank, symmetric ? from : NULL, least, left, stable);
}

/* Everything that is wanted for one set of ranks: stable (concepts wanted, parties, 2^n), 0 or 1. */
SHARED int kernel_say_all(const Graph *of, const int32_t *ranks, int wanted, int64_t patience, Room *room,
                          uint8_t *stable) {
    if (room->fibres) kernel_sort_all(of, ranks, room);
    for (int i = 0; i < of->parties; i++) {
        const int32_t *rank = ranks + i * of->size;
        uint8_t *to = stable + i * of->size;
        int alone = of->parties == 1;
        if (wanted & (NASH | SMR | SSEQ) || alone) {
            if (!kernel_fold_masked(of, rank, -1, of->makes[i], of->ends[i], 1, room->best)) return BAD_LENGTH;
        }
        for (int concept = NASH; concept <= SSEQ; concept *= 2) {
            if (!(wanted & concept)) continue;
            const int32_t *from = concept & (SMR | SSEQ) ? room->best : rank;
            if (concept == NASH || alone)
                say_nash(of, rank, room->best, to);
            else if (of->complete && concept & (GMR | SMR))
                say_complete(of, i, rank, from, concept == SMR, room, to);
            else {
                if (kernel_spread_all(of, &room->corners[i], from, concept >= SEQ, patience, room->answers))
                    return NO_MEMORY;
                deter(of, i, rank, room->answers, to);
            }
            to += of->parties * of->size;
        }
    }
    return FINE;
}

/* Where each party is stable: nash, gmr, smr, seq, sseq, of which `wanted` (a set) says which.
   makes, ends (parties,), feasible (2^n,), ranks (parties, 2^n); gives stable (concepts wanted, parties, 2^n).
   patience: how often all places may be walked over before labels are used. */
EXPORT int standoff_stable(int64_t n, int64_t parties, const int64_t *makes, const int64_t *ends,
                           const uint8_t *feasible, int64_t size, const int32_t *ranks, int64_t wanted,
                           int64_t patience, uint8_t *stable, int64_t rows) {
    Graph of;
    if (wanted < 0 || wanted >> GRAPH_CONCEPTS || patience < 0 || patience > 1000000 ||
        rows != ones((uint64_t)wanted) * parties || kernel_open_graph(&of, n, parties, makes, ends, feasible, size) ||
        (!(wanted & (NASH | SMR | SSEQ)) && !kernel_ranks_fit(&of, ranks)))
        return BAD_LENGTH;
    Room room;
    int status = kernel_open_room(&of, (int)wanted, &room);
    if (status == FINE) status = kernel_say_all(&of, ranks, (int)wanted, patience, &room, stable);
    kernel_close_room(&of, &room);
    return status;
}
