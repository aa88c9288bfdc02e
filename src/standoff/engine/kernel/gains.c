/* What needs no failure: when the phases of a plan start, and what each party gains by it if everybody carries on. */

#include "assessment.h"

/* When the phases of a plan start, (last + 1) years from now, and how many there are. */
SHARED int64_t kernel_phases(const standoff_exchange *x, int64_t draw, const int64_t *plan, double pace, int64_t last,
                             double *starts) {
    int64_t phases = 0, at = x->drawn ? draw * x->steps : 0;
    const double *takes = x->takes + at, *seen = x->seen + at;
    for (int64_t k = 0; k <= last; k++) starts[k] = -1; /* first the longest of each phase, at its end; -1: no step */
    for (int j = 0; j < x->steps; j++)
        if (plan[j] > 0) {
            if (plan[j] > phases) phases = plan[j];
            if (takes[j] + seen[j] > starts[plan[j]]) starts[plan[j]] = takes[j] + seen[j];
        }
    starts[0] = 0;
    for (int64_t k = 1; k <= last; k++) {
        double longest = starts[k];
        if (x->not_before && longest >= 0)
            for (int j = 0; j < x->steps; j++)
                if (plan[j] == k && x->not_before[j] > starts[k - 1]) starts[k - 1] = x->not_before[j];
        starts[k] = starts[k - 1] + (longest < 0 ? 0 : pace > longest ? pace : longest);
    }
    return phases;
}

/* What each party gains by a plan whose phases start then: the terms and their order are those of kernel_value. */
SHARED void kernel_gains(const standoff_exchange *x, int64_t draw, const int64_t *plan, const double *starts,
                         double *gain) {
    int n = x->parties, m = x->steps;
    int64_t at = x->drawn ? draw : 0;
    const double *takes = x->takes + at * m;
    steps_t present = 0, kept = 0;
    double start[MOST_STEPS];
    for (int j = 0; j < m; j++)
        if (plan[j] >= 0) {
            present |= 1ULL << j;
            if (plan[j] == 0) kept |= 1ULL << j;
            start[j] = plan[j] == 0 ? 0 : starts[plan[j] - 1] - starts[0] + takes[j];
        }
    for (int i = 0; i < n; i++) {
        const double *worth = x->worth + (at * n + i) * m, *together = x->together_worth + at * x->entries * n;
        double horizon = x->horizons[at * n + i], carry_on = 0, now = 0, from[MOST_STEPS];
        for (steps_t rest = present; rest; rest &= rest - 1) {
            int j = first_of(rest);
            from[j] = start[j] == 0 ? 1 : exp(-start[j] / horizon);
            carry_on += worth[j] * from[j];
            if (kept >> j & 1) now += worth[j];
        }
        for (int e = 0; e < x->entries; e++) {
            steps_t members = x->together[e];
            double whole = 1;
            if (!members || members & ~present || together[e * n + i] == 0) continue;
            for (steps_t rest = members; rest; rest &= rest - 1)
                if (from[first_of(rest)] < whole) whole = from[first_of(rest)];
            if (whole > 0) carry_on += together[e * n + i] * whole;
            if (!(members & ~kept)) now += together[e * n + i];
        }
        gain[i] = snapped(carry_on - now, 1e-9 * x->stake[at * n + i]);
    }
}

/* Whom a plan needs, as 0 or 1 for each party: who owns a step that is due, or a kept one that costs it something, or
   has to consent. */
SHARED void kernel_needed(const standoff_exchange *x, int64_t draw, const int64_t *plan, uint8_t *needed) {
    int m = x->steps;
    const double *worth = x->worth + (x->drawn ? draw : 0) * x->parties * m;
    for (int i = 0; i < x->parties; i++) {
        needed[i] = x->consent >> i & 1;
        for (steps_t rest = x->owns[i]; rest && !needed[i]; rest &= rest - 1) {
            int j = first_of(rest);
            needed[i] = plan[j] > 0 || (plan[j] == 0 && worth[(int64_t)i * m + j] < 0);
        }
    }
}

/* Whether plans (plans, steps) of an exchange can be looked at: it fits, and none has more phases than `last`. */
SHARED int kernel_fits(const standoff_exchange *x, int64_t plans, const int64_t *phase_of, int64_t last) {
    if (x->parties < 1 || x->parties > MOST_PARTIES || x->steps < 0 || x->steps > MOST_STEPS || x->entries < 0 ||
        plans < 0 || last < 0)
        return 0;
    for (int64_t at = 0; at < plans * x->steps; at++)
        if (phase_of[at] > last) return 0;
    return 1;
}

/* What each party gains by plans, and whom they need: phase_of (plans, steps), or one plan for all where `one`; pace
   (plans) years; last: the most phases of any plan. An exchange with draws has as many as there are plans.
   gain, needed: (plans, parties). */
CLONES EXPORT int standoff_gains(const standoff_exchange *x, int64_t plans, int64_t one, const int64_t *phase_of,
                                 const double *pace, int64_t last, double *gain, uint8_t *needed) {
    if (plans < 0 || !kernel_fits(x, one ? 1 : plans, phase_of, last)) return BAD_LENGTH;
    double *starts = malloc(((size_t)last + 1) * sizeof *starts);
    if (!starts) return NO_MEMORY;
    for (int64_t b = 0; b < plans; b++) {
        const int64_t *plan = phase_of + (one ? 0 : b * x->steps);
        kernel_phases(x, b, plan, pace[b], last, starts);
        kernel_gains(x, b, plan, starts, gain + b * x->parties);
        kernel_needed(x, b, plan, needed + b * x->parties);
    }
    free(starts);
    return FINE;
}

/* The smallest share of gain of the parties that a plan needs, with room for the rounding: a gain by `most` (parties),
   where that is more than 0; 0 where it would be less, or where no needed party has a share. No number stays none. */
static double smallest_share(const standoff_exchange *x, int64_t draw, const double *gain, const uint8_t *needed,
                             const double *most, double rounding) {
    const double *stake = x->stake + (x->drawn ? draw : 0) * x->parties;
    double smallest = 0;
    int counted = 0;
    for (int i = 0; i < x->parties; i++) {
        if (!needed[i] || !(most[i] > 0)) continue;
        double share = (gain[i] + rounding * stake[i]) / most[i];
        if (!counted || share < smallest || share != share) smallest = share;
        counted = 1;
    }
    return smallest < 0 ? 0 : smallest;
}

/* What plans (plans, steps) give at most in every draw, if they hold: their smallest shares of gain, without a look at
   any failure. pace (draws) years; last: the most phases of any plan; share: (plans, draws). */
CLONES EXPORT int standoff_shares_at_most(const standoff_exchange *x, int64_t plans, const int64_t *phase_of,
                                          int64_t draws, const double *pace, int64_t last, const double *most,
                                          double rounding, double *share) {
    if (draws < 0 || (!x->drawn && draws > 1) || !kernel_fits(x, plans, phase_of, last)) return BAD_LENGTH;
    double *starts = malloc(((size_t)last + 1) * sizeof *starts), gain[MOST_PARTIES];
    uint8_t needed[MOST_PARTIES];
    if (!starts) return NO_MEMORY;
    for (int64_t w = 0; w < draws; w++)
        for (int64_t b = 0; b < plans; b++) {
            const int64_t *plan = phase_of + b * x->steps;
            kernel_phases(x, w, plan, pace[w], last, starts);
            kernel_gains(x, w, plan, starts, gain);
            kernel_needed(x, w, plan, needed);
            share[b * draws + w] = smallest_share(x, w, gain, needed, most, rounding);
        }
    free(starts);
    return FINE;
}
