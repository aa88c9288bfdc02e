/* Who would stay in a handful of states, in many draws of worths: nash, gmr, smr, seq and sseq. */

#include "handful.h"

/* ------------------------------------------------------------------------------------------------------ tables */

/* Where a table has what belongs to a key: NULL there if it is new. NULL where there is no memory. */
SHARED void **kernel_look_up(Table *table, uint64_t key) {
    if (2 * table->used >= table->size) {
        Table larger = {NULL, NULL, 0, table->size ? 2 * table->size : 64};
        larger.keys = calloc((size_t)larger.size, sizeof *larger.keys);
        larger.found = calloc((size_t)larger.size, sizeof *larger.found);
        if (!larger.keys || !larger.found) {
            free(larger.keys), free(larger.found);
            return NULL;
        }
        for (int64_t k = 0; k < table->size; k++)
            if (table->keys[k]) *kernel_look_up(&larger, table->keys[k] - 1) = table->found[k];
        free(table->keys), free(table->found);
        *table = larger;
    }
    uint64_t mixed = (key + 1) * UINT64_C(0x9e3779b97f4a7c15);
    int64_t at = (int64_t)(mixed >> 20) & (table->size - 1);
    while (table->keys[at] && table->keys[at] != key + 1) at = (at + 1) & (table->size - 1);
    if (!table->keys[at]) table->keys[at] = key + 1, table->used++;
    return &table->found[at];
}

/* ------------------------------------------------------------------------------------ where the others could go */

static void clear_places(Handful *of) {
    Reach *reach = of->at_hand;
    for (int64_t k = 0; reach && k < reach->count; k++) of->places[squeezed(&of->squeeze, reach->parts[k])] = -1;
    of->at_hand = NULL;
}

/* All that the others can come to by moves from a state. A mover that has come by a place from elsewhere has gone on
   from there already to wherever it could from here: `covered`, a bit for each. */
static Reach *find_reach(Handful *of, uint32_t base, uint32_t start) {
    clear_places(of);
    int64_t room = 64;
    Reach *reach = calloc(1, sizeof *reach);
    uint32_t *parts = malloc((size_t)room * sizeof *parts), *covered = malloc((size_t)room * sizeof *covered);
    if (!reach || !parts || !covered) {
        free(reach), free(parts), free(covered);
        of->gave_up = 1;
        return NULL;
    }
    parts[0] = start, covered[0] = 0, reach->count = 1, of->places[squeezed(&of->squeeze, start)] = 0;
    of->at_hand = reach, reach->parts = parts;
    for (int64_t k = 0; k < reach->count && !of->gave_up; k++) {
        uint32_t part = parts[k], at = squeezed(&of->squeeze, part);
        for (int mover = 0; mover < of->of.parties; mover++) {
            if (mover == of->party || covered[k] >> mover & 1) continue;
            uint32_t change = 0, moved = 0, changes = (of->makes[mover] & ~at) | (of->ends[mover] & at);
            uint32_t wide = (of->of.makes[mover] & ~part) | (of->of.ends[mover] & part);
            of->budget -= (int64_t)1 << ones(changes);
            while ((change = next_subset(change, changes))) {
                moved = next_subset(moved, wide);
                int32_t to = of->places[at ^ change];
                if (to >= 0) {
                    covered[to] |= (uint32_t)1 << mover;
                    continue;
                }
                if (!of->of.feasible[base | (part ^ moved)]) continue;
                if (reach->count == room) {
                    room *= 2;
                    uint32_t *more = realloc(parts, (size_t)room * sizeof *parts);
                    if (more) reach->parts = parts = more;
                    uint32_t *over = realloc(covered, (size_t)room * sizeof *covered);
                    if (over) covered = over;
                    if (!more || !over) {
                        of->gave_up = 1;
                        free(covered);
                        return reach;
                    }
                }
                of->places[at ^ change] = (int32_t)reach->count;
                covered[reach->count] = (uint32_t)1 << mover, parts[reach->count++] = part ^ moved;
            }
        }
        if (of->budget <= 0) of->gave_up = 1;
    }
    free(covered);
    of->bytes += 2 * (int64_t)sizeof(int32_t) * reach->count;
    reach->order = kernel_claim(of, (size_t)reach->count, sizeof *reach->order);
    for (int64_t k = 0; reach->order && k < reach->count; k++) reach->order[k] = (int32_t)k;
    return reach;
}

/* The same, found once for all settings of the other bits of which the rules say the same. */
static Reach *reach_from(Handful *of, uint32_t state) {
    uint32_t start = state & of->others, base = state & ~of->others;
    void **found = kernel_look_up(&of->reaches, (uint64_t)(base & ~of->fixed) << 32 | start);
    if (!found) {
        of->gave_up = 1;
        return NULL;
    }
    if (!*found) {
        Reach *reach = find_reach(of, base, start);
        *found = reach; /* nothing was looked up in between */
        if (of->gave_up) return NULL;
    }
    return *found;
}

/* Let `places` be those of a reach. */
static void have_at_hand(Handful *of, Reach *reach) {
    if (of->at_hand == reach) return;
    clear_places(of);
    for (int64_t k = 0; k < reach->count; k++) of->places[squeezed(&of->squeeze, reach->parts[k])] = (int32_t)k;
    of->at_hand = reach;
}

/* Those of some draws in which the party cannot escape from a state to anything better than the state at hand. */
SHARED Set kernel_firm(Handful *of, uint32_t state, Set harmed) {
    uint32_t makes = of->of.makes[of->party], ends = of->of.ends[of->party], own = makes | ends;
    uint32_t changes = (makes & ~state) | (ends & state), change = (state ^ of->escape) & own;
    /* First to where it escaped last. */
    if (change && !(change & ~changes) && of->of.feasible[state ^ change]) {
        Set better = kernel_better(of, state ^ change);
        take_from(&harmed, &better);
    }
    change = 0;
    while (!none(&harmed) && (change = next_subset(change, changes))) {
        if (!of->of.feasible[state ^ change]) continue;
        Set better = kernel_better(of, state ^ change);
        better = common(&better, &harmed);
        if (none(&better)) continue;
        of->escape = (state ^ change) & own;
        take_from(&harmed, &better);
    }
    return harmed;
}

/* ------------------------------------------------------------------------------------------------- one state */

/* Draws in which no move of the others deters from an improvement are left in `any`, and those in which the party could
   escape from all of them in `firmly`. */
static void answer_by_moves(Handful *of, Reach *reach, uint32_t base, Set *any, Set *firmly) {
    for (int64_t k = 0; k < reach->count && of->budget > 0; k++) {
        if (none(any) && none(firmly)) return;
        uint32_t state = base | reach->parts[reach->order[k]];
        Set better = kernel_better(of, state), active = *any;
        add_to(&active, firmly);
        Set harmed = without(&active, &better);
        if (none(&harmed)) continue;
        take_from(any, &harmed);
        harmed = common(&harmed, firmly);
        if (none(&harmed)) continue;
        Set firm = kernel_firm(of, state, harmed);
        if (none(&firm)) continue;
        take_from(firmly, &firm);
        int32_t place = reach->order[k];
        reach->order[k] = reach->order[k / 2], reach->order[k / 2] = place;
    }
    if (of->budget <= 0) of->gave_up = 1;
}

typedef struct {
    uint32_t state;
    Set gains;
} Improvement;

/* The draws in which the party stays under each notion: those in which every improvement is answered. */
static void judge(Handful *of, uint32_t state, int wanted, Improvement *found, Set stays[GRAPH_CONCEPTS]) {
    Set loose[GRAPH_CONCEPTS];
    memset(loose, 0, sizeof loose);
    uint32_t makes = of->of.makes[of->party], ends = of->of.ends[of->party], change = 0;
    uint32_t changes = (makes & ~state) | (ends & state);
    int64_t count = 0;
    kernel_stand_at(of, state);
    while ((change = next_subset(change, changes))) {
        if (!of->of.feasible[state ^ change]) continue;
        Set gains = kernel_better(of, state ^ change);
        if (none(&gains)) continue;
        add_to(&loose[BY_NASH], &gains);
        found[count].state = state ^ change, found[count++].gains = gains;
    }
    for (int64_t k = 0; k < count && wanted & ~NASH && !of->gave_up; k++) {
        Set any = without(&found[k].gains, &loose[BY_GMR]), firmly = without(&found[k].gains, &loose[BY_SMR]);
        if (none(&any) && none(&firmly)) continue;
        Reach *reach = reach_from(of, found[k].state);
        if (!reach) return;
        answer_by_moves(of, reach, found[k].state & ~of->others, &any, &firmly);
        add_to(&loose[BY_GMR], &any), add_to(&loose[BY_SMR], &any), add_to(&loose[BY_SMR], &firmly);
    }
    loose[BY_SEQ] = loose[BY_GMR], loose[BY_SSEQ] = loose[BY_SMR];
    for (int64_t k = 0; k < count && wanted & (SEQ | SSEQ) && !of->gave_up; k++) {
        Set any = without(&found[k].gains, &loose[BY_SEQ]), firmly = without(&found[k].gains, &loose[BY_SSEQ]);
        if (none(&any) && none(&firmly)) continue;
        Reach *reach = reach_from(of, found[k].state);
        if (!reach) return;
        have_at_hand(of, reach);
        kernel_pursue(of, reach, found[k].state & ~of->others, &any, &firmly);
        add_to(&loose[BY_SEQ], &any), add_to(&loose[BY_SSEQ], &any), add_to(&loose[BY_SSEQ], &firmly);
    }
    for (int c = 0; c < GRAPH_CONCEPTS; c++) stays[c] = without(&of->live, &loose[c]);
}

/* ------------------------------------------------------------------------------------------------- one party */

static int open_party(Handful *of, int party) {
    of->party = party, of->others = 0, of->escape = 0;
    for (int i = 0; i < of->of.parties; i++)
        if (i != party) of->others |= of->of.makes[i] | of->of.ends[i];
    for (int i = 0; i < of->of.parties; i++) {
        of->makes[i] = i == party ? 0 : squeeze(of->of.makes[i], of->others);
        of->ends[i] = i == party ? 0 : squeeze(of->of.ends[i], of->others);
    }
    kernel_squeeze_table(&of->squeeze, of->of.n, of->others, 0);
    size_t corner = (size_t)1 << ones(of->others);
    of->places = kernel_large_room(corner, sizeof *of->places);
    if (!of->places) return NO_MEMORY;
    memset(of->places, 0xff, corner * sizeof *of->places);
    return FINE;
}

static void close_party(Handful *of) {
    for (int64_t k = 0; k < of->reaches.size; k++) {
        Reach *reach = of->reaches.found[k];
        if (reach) free(reach->parts), free(reach->order);
        free(reach);
    }
    free(of->reaches.keys), free(of->reaches.found), free(of->places);
    memset(&of->reaches, 0, sizeof of->reaches);
    of->places = NULL, of->at_hand = NULL;
}

static int judge_all(Handful *of, int64_t count, const int64_t *states, int wanted, uint8_t *stable) {
    int status = FINE;
    for (int i = 0; i < of->of.parties && status == FINE && !of->gave_up; i++) {
        int own = ones(of->of.makes[i] | of->of.ends[i]);
        Improvement *found = kernel_claim(of, (size_t)1 << own, sizeof *found);
        if (found) status = open_party(of, i);
        for (int64_t s = 0; s < count && status == FINE && !of->gave_up; s++) {
            Set stays[GRAPH_CONCEPTS];
            uint32_t state = (uint32_t)states[s];
            if (!of->of.feasible[state]) continue;
            judge(of, state, wanted, found, stays);
            for (int c = 0, row = 0; c < GRAPH_CONCEPTS && !of->gave_up; c++) {
                if (!(wanted >> c & 1)) continue;
                uint8_t *to = stable + ((row++ * count + s) * of->of.parties + i) * of->draws;
                for (int d = 0; d < of->draws; d++) to[d] = stays[c].word[d / 64] >> d % 64 & 1;
            }
        }
        close_party(of);
        of->bytes -= (int64_t)sizeof *found << own;
        free(found);
    }
    return status;
}

/* Who would stay in some states in each of up to DRAWS draws of worths: nash, gmr, smr, seq, sseq, of which `wanted` (a
   set) says which. As standoff_stable_draws; but the parties of `given`, a set, have the order of `ranks` (parties, 2^n)
   in every draw. states (count,). Gives stable (concepts wanted, count, parties, draws), and done (draws,): 0 for draws
   that have to be worked out whole, all of them where more would have to be looked at than `budget` allows. */
EXPORT int standoff_handful(int64_t n, int64_t parties, const int64_t *makes, const int64_t *ends,
                            const uint8_t *feasible, int64_t size, const int32_t *ranks, int64_t given, int64_t draws,
                            const double *worth, int64_t entries, const int64_t *entry, const double *together,
                            const double *grid, int64_t count, const int64_t *states, int64_t wanted, int64_t budget,
                            uint8_t *stable, uint8_t *done) {
    Graph graph;
    if (wanted < 0 || wanted >> GRAPH_CONCEPTS || draws < 0 || draws > DRAWS || count < 0 || budget < 0 || given < 0 ||
        kernel_open_graph(&graph, n, parties, makes, ends, feasible, size) ||
        !kernel_entries_fit(size, entries, entry) || given >> parties)
        return BAD_LENGTH;
    for (int64_t s = 0; s < count; s++)
        if (states[s] < 0 || states[s] >= size) return BAD_LENGTH;
    for (int64_t d = 0; d < draws; d++)
        for (int64_t i = 0; i < parties; i++)
            if (!(given >> i & 1) &&
                !kernel_sums_fit(n, worth + (d * parties + i) * n, entries, together + d * entries * parties + i,
                                 parties, grid[d * parties + i]))
                return BAD_LENGTH;
    Handful *of = calloc(1, sizeof *of);
    if (!of) return NO_MEMORY;
    of->of = graph, of->draws = (int)draws, of->lanes = (int)(draws + 63) / 64 * 64;
    of->entries = (int)entries, of->entry = entry, of->budget = budget;
    for (int d = 0; d < draws; d++) of->live.word[d / 64] |= (uint64_t)1 << d % 64;
    memset(stable, 0, (size_t)(ones((uint64_t)wanted) * count * parties * draws));
    int status = FINE;
    kernel_open_worths(of, ranks, given, worth, together, grid);
    if (!of->gave_up) status = kernel_leave_out_torn(of, worth, together, grid);
    if (status == FINE && !of->gave_up) status = judge_all(of, count, states, (int)wanted, stable);
    take_from(&of->live, &of->doubtful);
    for (int d = 0; d < draws; d++) done[d] = !of->gave_up && of->live.word[d / 64] >> d % 64 & 1;
    kernel_close_pursuit(of), kernel_close_worths(of);
    free(of);
    return status;
}
