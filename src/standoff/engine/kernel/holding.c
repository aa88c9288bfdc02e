/* Less than a whole assessment: whether plans hold, in many draws, and whether groups may be tempted at all. */

#include "assessment.h"

/* Whether a party walks out, by what carrying on and leaving openly are worth to it: looks at no more than that takes. */
static int walks_out(moment_t *o, int i, int all_sets, double carry_on, double openly) {
    const draw_t *d = o->draw;
    steps_t own = kernel_breaches(o, 1u << i), kept = 0, looked = 0, weighed = 0;
    double zero = 1e-9 * d->stake[i], near = NEAR * d->stake[i], walk_out = 0;
    int quits = 0;
    if (!(own & o->now)) return 0;
    if (carry_on - openly < -(zero + near)) return 1; /* whatever else it can do, its best is no less but for `near` */
    if (all_sets && ones(own) <= d->all_sets_up_to) kept = own & kernel_better_kept(o, i);
    for (steps_t rest = own; rest; rest &= rest - 1) {
        int x = first_of(rest);
        if (looked >> x & 1) continue; /* it shows together with one before it */
        kernel_first(o, x);
        looked |= own & o->together[x];
        steps_t all = own & o->no_sooner[x], choice = kept & all, without = 0;
        do {
            steps_t breaches = all & ~without, firsts = breaches & o->together[x];
            if (firsts && breaches & o->now) {
                int first = first_of(firsts);
                if (!(weighed >> first & 1)) {
                    if (first != x) kernel_first(o, first);
                    kernel_weigh(o, first, i);
                    weighed |= 1ULL << first;
                }
                double left = kernel_fail(o, breaches, first, i) - o->at_show[first][i] * d->cost[i];
                if (!quits || left > walk_out + near) walk_out = left;
                quits = 1;
                if (carry_on - walk_out < -zero) return 1;
            }
            without = (without - choice) & choice;
        } while (without);
    }
    if (!quits || openly > walk_out + near) walk_out = openly;
    return carry_on - walk_out < -zero;
}

/* What every party has if all carry on, and if it leaves openly. */
static void without_failures(const moment_t *o, double *carry_on, double *openly) {
    const draw_t *d = o->draw;
    double one[MOST_PARTIES];
    for (int i = 0; i < d->parties; i++) one[i] = 1;
    kernel_value(o, o->present, 0, 0, one, carry_on);
    steps_t due = o->present & ~o->made & o->now;
    kernel_value(o, kernel_come(o, o->made, due & ~d->costly, 0), d->lapses, 0, one, openly);
    for (int i = 0; i < d->parties; i++) openly[i] -= d->cost[i];
}

/* Which of some parties walks out at a moment whose times are known; -1: none of them. */
static int walker(moment_t *o, group_t all_sets, group_t parties) {
    double carry_on[MOST_PARTIES], openly[MOST_PARTIES];
    without_failures(o, carry_on, openly);
    for (group_t rest = parties; rest; rest &= rest - 1) {
        int i = first_of(rest);
        if (walks_out(o, i, all_sets >> i & 1, carry_on[i], openly[i])) return i;
    }
    return -1;
}

/* A draw in which a plan was looked at, and its moments then. Where all times are the same, and so is who would break what,
   only those parties can do otherwise whose own numbers are others. */
typedef struct {
    int64_t draw, broke; /* broke: the position of the phase at which it broke, by `walker`; -1: it holds */
    int known, walker;
    group_t all_sets;
    steps_t costly, lapses, costly_to[MOST_PARTIES], breakable[MOST_PARTIES];
    double *starts;
    moment_t **at;
} before_t;

static int same(const double *numbers, int64_t one, int64_t other, int64_t count) {
    return !memcmp(numbers + one * count, numbers + other * count, (size_t)count * sizeof *numbers);
}

/* Whether all times are those of a draw before, and who would break what. */
static int alike(const standoff_exchange *x, const before_t *b, int64_t draw, const draw_t *d, group_t all_sets,
                 const double *starts, int64_t last) {
    int n = x->parties, m = x->steps;
    return b->known && same(x->takes, draw, b->draw, m) && same(x->seen, draw, b->draw, m) &&
           same(x->undo, draw, b->draw, m) && same(x->horizons, draw, b->draw, n) && all_sets == b->all_sets &&
           !memcmp(starts, b->starts, ((size_t)last + 1) * sizeof *starts) && d->costly == b->costly &&
           d->lapses == b->lapses && !memcmp(d->costly_to, b->costly_to, (size_t)n * sizeof *d->costly_to) &&
           !memcmp(d->breakable, b->breakable, (size_t)n * sizeof *d->breakable);
}

/* The parties whose own numbers are others than in a draw before. */
static group_t changed(const standoff_exchange *x, const before_t *b, int64_t draw) {
    int n = x->parties, m = x->steps, entries = x->entries;
    group_t found = 0;
    for (int i = 0; i < n; i++) {
        int other = !same(x->worth, draw * n + i, b->draw * n + i, m) ||
                    !same(x->walkout_costs, draw * n + i, b->draw * n + i, 1) ||
                    !same(x->stake, draw * n + i, b->draw * n + i, 1);
        for (int e = 0; e < entries && !other; e++)
            other = !same(x->together_worth, (draw * entries + e) * n + i, (b->draw * entries + e) * n + i, 1);
        if (other) found |= 1u << i;
    }
    return found;
}

/* At which phase of a plan somebody walks out, by its position, and who; -1: at none. It is looked first where it broke
   in another draw: mostly that is where it breaks again. at: a moment for each phase. */
static int64_t broken(const draw_t *d, const int64_t *plan, const double *starts, int64_t phases, int64_t first,
                      group_t all_sets, moment_t **at, int *who) {
    group_t everybody = (group_t)(((uint64_t)1 << d->parties) - 1);
    for (int64_t turn = 0; turn <= phases; turn++) {
        int64_t k = turn == 0 ? first : turn <= first ? turn - 1 : turn;
        kernel_times(d, plan, starts, (int)k + 1, at[k]);
        *who = walker(at[k], all_sets, everybody);
        if (*who >= 0) return k;
    }
    return -1;
}

/* Whether nobody walks out of a plan that is looked at in one draw after the other. Two draws before are kept: the last
   that another one was like, and the last that was like neither, which takes its place as soon as one is like it. */
static int as_before(const standoff_exchange *x, before_t *kept, int64_t draw, const draw_t *d, const int64_t *plan,
                     const double *starts, int64_t phases, int64_t last, int64_t *first, moment_t **spare) {
    group_t all_sets = kernel_sets_tried(d, plan);
    int which = 0, who;
    while (which < 2 && !alike(x, kept + which, draw, d, all_sets, starts, last)) which++;
    if (which == 1) {
        before_t other = kept[0];
        kept[0] = kept[1];
        kept[1] = other;
    }
    before_t *b = which < 2 ? kept : kept + 1;
    if (which < 2) {
        group_t others = changed(x, b, draw);
        if (b->broke >= 0 && !(others >> b->walker & 1)) return 0;
        if (b->broke < 0) {
            for (int64_t k = 0; others && k <= phases; k++)
                if (walker(b->at[k], all_sets, others) >= 0) {
                    *first = k;
                    return 0;
                }
            return 1;
        }
    }
    int fresh = which == 2;
    int64_t broke = broken(d, plan, starts, phases, *first, all_sets, fresh ? b->at : spare, &who);
    if (broke >= 0) *first = broke;
    if (fresh) {
        b->draw = draw;
        b->broke = broke;
        b->known = 1;
        b->walker = who;
        b->all_sets = all_sets;
        b->costly = d->costly;
        b->lapses = d->lapses;
        memcpy(b->costly_to, d->costly_to, sizeof d->costly_to);
        memcpy(b->breakable, d->breakable, sizeof d->breakable);
        memcpy(b->starts, starts, ((size_t)last + 1) * sizeof *starts);
    }
    return broke < 0;
}

/* Room for what is known of a draw before: as many moments as there can be; 0: no memory. */
static int room_for(before_t *b, const standoff_exchange *x, int64_t last) {
    size_t count = (size_t)last + 1;
    b->starts = calloc(count, sizeof *b->starts);
    b->at = calloc(count, sizeof *b->at);
    if (!b->starts || !b->at) return 0;
    for (size_t k = 0; k < count; k++)
        if (!(b->at[k] = kernel_moment(x))) return 0;
    return 1;
}

static void give_back(before_t *b, int64_t last) {
    for (int64_t k = 0; b->at && k <= last; k++) free(b->at[k]);
    free(b->at);
    free(b->starts);
}

/* Whether plans hold, and what each party gains: all plans (plans, steps) in all of some draws of the exchange, `which`
   (draws), none of them less than 0; pace (draws) years.
   Of what `standoff_assess` says no more than that, and nothing further of a plan that is refused or breaks: by trust no
   plan breaks. last: the most phases of any plan. holds: (plans, draws); needed, gain: (plans, draws, parties). One plan
   takes less time where draws that are alike but for a few numbers follow each other. */
CLONES EXPORT int standoff_holding(const standoff_exchange *x, int64_t plans, const int64_t *phase_of, int64_t draws,
                                   const int64_t *which, const double *pace, int64_t last, uint8_t *holds,
                                   uint8_t *needed, double *gain) {
    if (draws < 0 || (!x->drawn && draws > 1) || !kernel_fits(x, plans, phase_of, last)) return BAD_LENGTH;
    int n = x->parties, m = x->steps, alone = plans == 1 && draws > 1, status = NO_MEMORY, readings = 0;
    draw_t *d = malloc(sizeof *d);
    double *starts = malloc(((size_t)last + 1) * sizeof *starts);
    int64_t *broke = calloc((size_t)plans + 1, sizeof *broke); /* where each plan broke the last time */
    before_t before[2] = {{0}}, here = {0};
    if (!d || !starts || !broke || !room_for(&here, x, last)) goto end;
    if (alone && (!room_for(before, x, last) || !room_for(before + 1, x, last))) goto end;
    for (int64_t w = 0; w < draws; w++) {
        int64_t draw = which[w];
        int read = 0, who;
        for (int64_t b = 0; b < plans; b++) {
            const int64_t *plan = phase_of + b * m;
            int64_t at = b * draws + w, phases = kernel_phases(x, draw, plan, pace[w], last, starts);
            int fine = 1;
            kernel_needed(x, draw, plan, needed + at * n);
            kernel_gains(x, draw, plan, starts, gain + at * n);
            for (int i = 0; i < n; i++)
                if (needed[at * n + i] && gain[at * n + i] < 0) fine = 0;
            if (fine && !read) {
                if (readings)
                    kernel_read_another(x, draw, d);
                else
                    kernel_read_draw(x, draw, d);
                read = readings = 1;
            }
            if (fine && alone)
                fine = as_before(x, before, draw, d, plan, starts, phases, last, broke, here.at);
            else if (fine) {
                int64_t k = broken(d, plan, starts, phases, broke[b], kernel_sets_tried(d, plan), here.at, &who);
                if (k >= 0) broke[b] = k;
                fine = k < 0;
            }
            holds[at] = (uint8_t)fine;
        }
    }
    status = FINE;
end:
    give_back(before, last);
    give_back(before + 1, last);
    give_back(&here, last);
    free(d);
    free(starts);
    free(broke);
    return status;
}

/* Whether all of a group gain by some of their breaches, of which `x` is among the first to show. What would not be there
   by then makes no difference, breached or not. */
static int some_set_pays(const moment_t *o, group_t group, steps_t theirs, int x, const double *carry_on) {
    const draw_t *d = o->draw;
    steps_t all = theirs & o->no_sooner[x], choice = all & o->comes[x], without = 0;
    do {
        steps_t breaches = all & ~without, firsts = breaches & o->together[x];
        int first = firsts ? first_of(firsts) : x, fine = firsts && breaches & o->now;
        for (group_t rest = group; rest && fine; rest &= rest - 1) {
            int i = first_of(rest);
            double left = kernel_fail(o, breaches, first, i) - o->at_show[first][i] * d->cost[i];
            if (!(left - carry_on[i] > 0.25e-9 * d->stake[i])) fine = 0;
        }
        if (fine) return 1;
        without = (without - choice) & choice;
    } while (without);
    return 0;
}

/* Whether all of a group may gain by a failure of theirs, or by leaving openly. */
static int may_gain(const moment_t *o, group_t group, int largest, const double *carry_on, const double *openly) {
    const draw_t *d = o->draw;
    steps_t theirs = kernel_breaches(o, group);
    int fine = 1;
    for (steps_t firsts = theirs; firsts; firsts &= firsts - 1) {
        int x = first_of(firsts);
        if (ones(theirs & o->no_sooner[x] & o->comes[x]) > largest) return 1;
    }
    if (!(theirs & o->now)) return 0;
    for (group_t rest = group; rest; rest &= rest - 1) {
        int i = first_of(rest);
        if (!(o->breachable[i] & theirs)) return 0; /* it takes no part */
        if (!(openly[i] - carry_on[i] > 0.25e-9 * d->stake[i])) fine = 0;
    }
    if (fine) return 1;
    for (steps_t firsts = theirs; firsts; firsts &= firsts - 1) {
        int x = first_of(firsts);
        if (first_of(theirs & o->together[x]) != x) continue;
        fine = 1;
        for (group_t rest = group; rest && fine; rest &= rest - 1) {
            int i = first_of(rest);
            double most = o->planned[x][i] + o->most_tangled[x][i] - o->at_show[x][i] * d->cost[i];
            for (steps_t more = theirs & o->no_sooner[x] & ~o->late[x]; more; more &= more - 1)
                most += higher(change_of(o, x, first_of(more))[i], 0);
            if (!(most - carry_on[i] > 0.25e-9 * d->stake[i])) fine = 0;
        }
        if (fine && some_set_pays(o, group, theirs, x, carry_on)) return 1;
    }
    return 0;
}

/* At which phases of a plan a group of two or more parties may all be better off by breaching together: at most so much
   each could have, by more than a quarter of what counts as zero. margin: (last + 1, parties), as assessed; whoever walks
   out alone does so in no group. A group with more than `largest` breaches that make
   a difference counts as tempted. tempted: (last + 1). */
CLONES EXPORT int standoff_groups(const standoff_exchange *x, const int64_t *plan, double pace, int64_t last,
                                  int64_t largest, const double *margin, uint8_t *tempted) {
    if (!kernel_fits(x, 1, plan, last)) return BAD_LENGTH;
    int n = x->parties;
    draw_t *d = malloc(sizeof *d);
    moment_t *o = kernel_moment(x);
    double *starts = malloc(((size_t)last + 1) * sizeof *starts);
    if (!d || !o || !starts) {
        free(d);
        free(o);
        free(starts);
        return NO_MEMORY;
    }
    kernel_read_draw(x, 0, d);
    kernel_phases(x, 0, plan, pace, last, starts);
    for (int64_t k = 0; k <= last; k++) {
        double carry_on[MOST_PARTIES], openly[MOST_PARTIES];
        group_t failers = 0;
        kernel_look(d, plan, starts, (int)k + 1, o);
        without_failures(o, carry_on, openly);
        for (int i = 0; i < n; i++)
            if (d->costly_to[i] & o->present && !(margin[k * n + i] < 0)) failers |= 1u << i;
        tempted[k] = 0;
        for (group_t group = failers & -failers; failers && group && !tempted[k]; group = (group - failers) & failers) {
            if (ones(group) > 1) tempted[k] = (uint8_t)may_gain(o, group, (int)largest, carry_on, openly);
            if (group == failers) break;
        }
    }
    free(d);
    free(o);
    free(starts);
    return FINE;
}
