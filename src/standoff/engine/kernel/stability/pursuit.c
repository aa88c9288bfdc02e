/* Where the improvements of the others lead from one state, in all draws at once, until an answer is found in each. */

#include "handful.h"

SHARED void kernel_close_pursuit(Handful *of) {
    Pursuit *pursuit = &of->pursuit;
    free(pursuit->reached), free(pursuit->pending), free(pursuit->harmful), free(pursuit->covered);
    free(pursuit->seen), free(pursuit->queue), free(pursuit->known), free(pursuit->queued);
    memset(pursuit, 0, sizeof *pursuit);
}

/* Room for so many places; what it holds means something where `seen` has the stamp of this search. */
static int make_room(Handful *of, int64_t count) {
    Pursuit *pursuit = &of->pursuit;
    if (count > pursuit->room) {
        of->bytes -= pursuit->room * (int64_t)(sizeof(Set) * (size_t)(3 + of->of.parties));
        kernel_close_pursuit(of);
        size_t room = (size_t)count + (size_t)count / 2;
        pursuit->reached = kernel_claim(of, room, sizeof(Set));
        pursuit->pending = kernel_claim(of, room, sizeof(Set));
        pursuit->harmful = kernel_claim(of, room, sizeof(Set));
        pursuit->covered = kernel_claim(of, room * (size_t)of->of.parties, sizeof(Set));
        pursuit->seen = calloc(room, sizeof(int32_t)), pursuit->queue = malloc(room * sizeof(int32_t));
        pursuit->known = malloc(room), pursuit->queued = malloc(room);
        if (of->gave_up || !pursuit->seen || !pursuit->queue || !pursuit->known || !pursuit->queued) {
            of->gave_up = 1;
            return 0;
        }
        pursuit->room = (int64_t)room;
    }
    if (pursuit->stamp == INT32_MAX) {
        memset(pursuit->seen, 0, (size_t)pursuit->room * sizeof(int32_t));
        pursuit->stamp = 0;
    }
    pursuit->stamp++;
    return 1;
}

INLINE void look_at(Pursuit *pursuit, int32_t place, int parties) {
    if (pursuit->seen[place] == pursuit->stamp) return;
    pursuit->seen[place] = pursuit->stamp;
    memset(&pursuit->reached[place], 0, sizeof(Set)), memset(&pursuit->pending[place], 0, sizeof(Set));
    memset(&pursuit->covered[(int64_t)place * parties], 0, (size_t)parties * sizeof(Set));
    pursuit->known[place] = 0, pursuit->queued[place] = 0;
}

/* What is new at a place: draws that are answered there are done with. */
static void meet(Handful *of, int32_t place, uint32_t state, const Set *fresh, Set *any, Set *firmly) {
    Pursuit *pursuit = &of->pursuit;
    if (!pursuit->known[place]) {
        Set above = kernel_better(of, state);
        pursuit->harmful[place] = without(&of->live, &above), pursuit->known[place] = 1;
    }
    Set harmed = common(fresh, &pursuit->harmful[place]);
    if (none(&harmed)) return;
    take_from(any, &harmed);
    harmed = common(&harmed, firmly);
    if (none(&harmed)) return;
    Set firm = kernel_firm(of, state, harmed);
    take_from(firmly, &firm);
}

/* One party moves on from a place, in these draws; the number of places that wait. */
CLONES static int64_t move_on(Handful *of, Reach *reach, uint32_t base, int32_t place, int mover, Set draws,
                              const Set *row, Set *any, Set *firmly, int64_t first, int64_t waiting) {
    Pursuit *pursuit = &of->pursuit;
    const int parties = of->of.parties;
    const int32_t *rank = of->worths[mover].rank;
    uint32_t part = reach->parts[place], at = squeezed(&of->squeeze, part), change = 0;
    uint32_t changes = (of->makes[mover] & ~at) | (of->ends[mover] & at);
    for (int64_t k = 1; (change = next_subset(change, changes)); k++) {
        int32_t to = of->places[at ^ change];
        if (to < 0) continue;
        Set added = draws;
        if (row)
            added = common(&draws, &row[k]);
        else if (rank[base | reach->parts[to]] <= rank[base | part])
            continue;
        if (none(&added)) continue;
        look_at(pursuit, to, parties);
        add_to(&pursuit->covered[(int64_t)to * parties + mover], &added);
        Set fresh = without(&added, &pursuit->reached[to]);
        if (none(&fresh)) continue;
        add_to(&pursuit->reached[to], &fresh);
        meet(of, to, base | reach->parts[to], &fresh, any, firmly);
        Set active = *any;
        add_to(&active, firmly);
        if (none(&active)) return 0;
        fresh = common(&fresh, &active), draws = common(&draws, &active);
        if (none(&fresh)) continue;
        add_to(&pursuit->pending[to], &fresh);
        if (pursuit->queued[to]) continue;
        pursuit->queued[to] = 1;
        int64_t last = first + waiting++;
        pursuit->queue[last < pursuit->room ? last : last - pursuit->room] = to;
    }
    of->budget -= (int64_t)2 << ones(changes);
    return waiting;
}

/* From an improvement, the start of `reach`: draws in which improvements of the others lead to what is no better for the
   party are taken out of `any`, and those in which it cannot escape from there out of `firmly`. */
SHARED void kernel_pursue(Handful *of, Reach *reach, uint32_t base, Set *any, Set *firmly) {
    if (!make_room(of, reach->count)) return;
    Pursuit *pursuit = &of->pursuit;
    const int parties = of->of.parties;
    int64_t first = 0, waiting = 1;
    look_at(pursuit, 0, parties);
    pursuit->queue[0] = 0, pursuit->queued[0] = 1;
    pursuit->reached[0] = *any;
    add_to(&pursuit->reached[0], firmly);
    pursuit->pending[0] = pursuit->reached[0];
    while (waiting && of->budget > 0 && !of->gave_up) {
        int32_t place = pursuit->queue[first];
        first = first + 1 == pursuit->room ? 0 : first + 1, waiting--;
        Set active = *any, coming = pursuit->pending[place];
        add_to(&active, firmly);
        coming = common(&coming, &active);
        memset(&pursuit->pending[place], 0, sizeof(Set)), pursuit->queued[place] = 0;
        for (int mover = 0; mover < parties; mover++) {
            uint32_t state = base | reach->parts[place];
            if (mover == of->party || !(of->makes[mover] | of->ends[mover])) continue;
            uint32_t changes = (of->of.makes[mover] & ~state) | (of->of.ends[mover] & state);
            Set draws = without(&coming, &pursuit->covered[(int64_t)place * parties + mover]);
            if (!changes || none(&draws)) continue;
            const Set *row = NULL;
            if (!of->worths[mover].rank && !(row = kernel_rises(of, mover, state, changes))) return;
            int64_t more = move_on(of, reach, base, place, mover, draws, row, any, firmly, first, waiting);
            if (none(any) && none(firmly)) return;
            waiting = more;
        }
    }
    if (waiting) of->gave_up = 1;
}
