/* What a group of parties can reach from every state. */

#include "stability.h"

enum { BEST = 0, WORST = 1, WORST_OF_IMPROVEMENTS = 2 };

/* What a group (a set of parties) can reach. BEST: the most of `values` over a state and what a group of one can move
   to, -1 where infeasible; otherwise the least over what the group's moves or improvements lead to. */
EXPORT int standoff_reach(int64_t n, int64_t parties, const int64_t *makes, const int64_t *ends,
                          const uint8_t *feasible, int64_t size, const int32_t *ranks, int64_t what, int64_t group,
                          const int32_t *values, int64_t patience, int32_t *found) {
    Graph of;
    if (patience < 0 || patience > 1000000 || kernel_open_graph(&of, n, parties, makes, ends, feasible, size) ||
        group < 0 || group >> parties || what < BEST || what > WORST_OF_IMPROVEMENTS ||
        (what == BEST && ones((uint64_t)group) != 1) ||
        (what == WORST_OF_IMPROVEMENTS && !kernel_ranks_fit(&of, ranks)))
        return BAD_LENGTH;
    uint32_t own_makes = 0, own_ends = 0;
    for (int i = 0; i < of.parties; i++)
        if (group >> i & 1) own_makes |= of.makes[i], own_ends |= of.ends[i];
    if (what == BEST || (what == WORST && of.complete)) {
        int32_t never = what == BEST ? -1 : UNREACHED;
        kernel_fold_masked(&of, values, never, own_makes, own_ends, what == BEST, found);
        for (int64_t s = 0; s < size && !of.complete; s++)
            if (!feasible[s]) found[s] = never;
        return FINE;
    }
    Room room;
    memset(&room, 0, sizeof room);
    int status = what == WORST ? FINE : kernel_open_fibres(&of, (uint32_t)group, &room);
    room.corners = calloc((size_t)of.parties + 1, sizeof *room.corners);
    if (!room.corners) status = NO_MEMORY;
    if (status == FINE) status = kernel_open_corner(&of, (uint32_t)group, room.fibres, &room.corners[0]);
    if (status == FINE && room.fibres) kernel_sort_all(&of, ranks, &room);
    if (status == FINE) status = kernel_spread_all(&of, &room.corners[0], values, what != WORST, patience, found);
    if (room.corners) kernel_close_corner(&room.corners[0]);
    kernel_close_room(&of, &room);
    return status;
}
