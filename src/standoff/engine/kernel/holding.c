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

/* Whether anybody walks out at a moment whose times are known. */
static int breaks(moment_t *o, group_t all_sets) {
    double carry_on[MOST_PARTIES], openly[MOST_PARTIES];
    without_failures(o, carry_on, openly);
    for (int i = 0; i < o->draw->parties; i++)
        if (walks_out(o, i, all_sets >> i & 1, carry_on[i], openly[i])) return 1;
    return 0;
}

/* Whether plans hold, and what each party gains: all plans (plans, steps) in all of some draws of the exchange, `which`
   (draws), none of them less than 0; pace (draws) years.
   Of what `standoff_assess` says no more than that, and nothing further of a plan that is refused or breaks: by trust no
   plan breaks. last: the most phases of any plan. holds: (plans, draws); needed, gain: (plans, draws, parties). */
CLONES EXPORT int standoff_holding(const standoff_exchange *x, int64_t plans, const int64_t *phase_of, int64_t draws,
                                   const int64_t *which, const double *pace, int64_t last, uint8_t *holds, uint8_t *needed, double *gain) {
    if (draws < 0 || (!x->drawn && draws > 1) || !kernel_fits(x, plans, phase_of, last)) return BAD_LENGTH;
    int n = x->parties, m = x->steps;
    draw_t *d = malloc(sizeof *d);
    moment_t *o = kernel_moment(x);
    double *starts = malloc(((size_t)last + 1) * sizeof *starts);
    int64_t *broke = calloc((size_t)plans + 1, sizeof *broke); /* where each plan broke the last time */
    if (!d || !o || !starts || !broke) {
        free(d);
        free(o);
        free(starts);
        free(broke);
        return NO_MEMORY;
    }
    for (int64_t w = 0; w < draws; w++) {
        int64_t draw = which[w];
        int read = 0;
        for (int64_t b = 0; b < plans; b++) {
            const int64_t *plan = phase_of + b * m;
            int64_t at = b * draws + w, phases = kernel_phases(x, draw, plan, pace[w], last, starts);
            int fine = 1;
            kernel_needed(x, draw, plan, needed + at * n);
            kernel_gains(x, draw, plan, starts, gain + at * n);
            for (int i = 0; i < n; i++)
                if (needed[at * n + i] && gain[at * n + i] < 0) fine = 0;
            if (fine && !read) {
                kernel_read_draw(x, draw, d);
                read = 1;
            }
            group_t all_sets = fine ? kernel_sets_tried(d, plan) : 0;
            /* In another draw a plan mostly breaks where it broke before. */
            for (int64_t turn = 0; turn <= phases && fine; turn++) {
                int64_t k = turn == 0 ? broke[b] : turn <= broke[b] ? turn - 1 : turn;
                kernel_times(d, plan, starts, (int)k + 1, o);
                fine = !breaks(o, all_sets);
                if (!fine) broke[b] = k;
            }
            holds[at] = (uint8_t)fine;
        }
    }
    free(d);
    free(o);
    free(starts);
    free(broke);
    return FINE;
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
