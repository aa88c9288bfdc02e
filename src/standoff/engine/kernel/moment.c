/* A moment of a plan, and what failures there are made of: when breaches show, what comes in spite of them, what
   everything is worth as planned until a breach shows, and what each breach changes of that. */

#include "assessment.h"

SHARED void kernel_read_draw(const standoff_exchange *x, int64_t draw, draw_t *d) {
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
        d->guarantee[i] = 0;
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

/* Times within 1e-9 years are equal, and all those beyond 2e8 years, which no whole number would hold. */
static int64_t ticks(double time) { return llrint(fmin(time, 2e8) * 1e9); }

/* The steps that come: the sure ones, and of the free ones those for which no required step is missing. */
SHARED steps_t kernel_come(const moment_t *o, steps_t sure, steps_t maybe, steps_t gone) {
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
SHARED void kernel_value(const moment_t *o, steps_t comes, steps_t lapsing, steps_t taken_back, const double *fade,
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

SHARED moment_t *kernel_moment(const standoff_exchange *x) {
    size_t n = (size_t)x->parties, m = (size_t)x->steps, t = (size_t)x->entries, room = m;
    if (x->all_sets && x->all_sets_up_to > 0) {
        int most = x->all_sets_up_to < x->steps ? x->all_sets_up_to : x->steps;
        if (most > 24) return NULL;
        if ((size_t)1 << most > room) room = (size_t)1 << most;
    }
    size_t numbers = m * m * n + t * n + m * t * n, own = n * room * sizeof(own_failure_t);
    moment_t *o = malloc(sizeof *o + own + numbers * sizeof(double) + m * t);
    if (!o) return NULL;
    o->own = (own_failure_t *)(o + 1);
    o->room = room;
    o->change = (double *)(o->own + n * room);
    o->whole_from = o->change + m * m * n;
    o->whole_until = o->whole_from + t * n;
    o->whole = (uint8_t *)(o->change + numbers);
    return o;
}

/* What entries are worth, whole, if `first` shows first; and what they could come to by further breaches. */
static void weigh_entries(moment_t *o, int first) {
    const draw_t *d = o->draw;
    int n = d->parties;
    for (int e = 0; e < d->entries; e++) {
        steps_t members = d->together[e];
        const double *worth = d->together_worth + e * n, *from = o->whole_from + e * n;
        double *until = until_of(o, first, e);
        int counts = 0;
        o->whole[first * d->entries + e] = members && !(members & ~o->comes[first]);
        if (!o->whole[first * d->entries + e]) continue;
        for (int i = 0; i < n; i++) {
            until[i] = 0;
            if (worth[i] == 0) continue;
            counts = 1;
            for (steps_t rest = members & d->lapses; rest; rest &= rest - 1) {
                int j = first_of(rest);
                until[i] = fmax(until[i], fmin(o->at_show[first][i], o->from_start[j][i]) * d->per_undo[j][i]);
            }
            double span = worth[i] * fmax(from[i] - until[i], 0);
            o->planned[first][i] += span;
            if (span < 0) o->most_tangled[first][i] -= span;
        }
        if (counts) o->tangled[first] |= members;
    }
}

/* What everything is worth as planned until a breach shows, and what each breach changes of that; for each that may be
   the first. What failures are worth are sums of these, so that a pair of them costs no more than the breaches it adds.
   Its twin adds up all steps of each failure: the terms are others, and the last digits. */
static void weigh(moment_t *o) {
    const draw_t *d = o->draw;
    int n = d->parties;
    for (int e = 0; e < d->entries; e++)
        if (!(d->together[e] & ~o->present))
            for (int i = 0; i < n; i++) {
                double from = 1;
                for (steps_t rest = d->together[e]; rest; rest &= rest - 1)
                    from = fmin(from, o->from_start[first_of(rest)][i]);
                o->whole_from[e * n + i] = from;
            }
    for (steps_t firsts = o->anybodys; firsts; firsts &= firsts - 1) {
        int x = first_of(firsts);
        double *planned = o->planned[x], *most_own = o->most_own[x], *most = o->most[x],
               *most_tangled = o->most_tangled[x];
        const double *fade = o->at_show[x];
        steps_t breaches = o->anybodys & o->no_sooner[x];
        o->needed[x] = 0;
        for (int i = 0; i < n; i++) planned[i] = most_own[i] = most[i] = most_tangled[i] = 0;
        for (steps_t rest = o->comes[x] | breaches; rest; rest &= rest - 1) {
            int j = first_of(rest);
            const double *worth = d->worth[j], *from = o->from_start[j], *undo = d->per_undo[j];
            double *change = change_of(o, x, j), amount[MOST_PARTIES];
            if (!(o->comes[x] >> j & 1)) { /* not made, and would not come by then */
                for (int i = 0; i < n; i++) change[i] = 0;
                continue;
            }
            if (d->lapses >> j & 1)
                for (int i = 0; i < n; i++)
                    amount[i] = worth[i] * (from[i] - (fade[i] < from[i] ? fade[i] : from[i]) * undo[i]);
            else
                for (int i = 0; i < n; i++) amount[i] = worth[i] * from[i];
            for (int i = 0; i < n; i++) planned[i] += amount[i];
            if (!((breaches | o->late[x]) >> j & 1)) continue;
            if (o->made >> j & 1)
                for (int i = 0; i < n; i++) change[i] = worth[i] * (1 - undo[i]) - amount[i];
            else
                for (int i = 0; i < n; i++) change[i] = -amount[i];
            if (o->late[x] >> j & 1) o->needed[x] |= d->requires[j];
            for (int i = 0; i < n; i++) {
                double more = change[i] > 0 ? change[i] : 0;
                if (o->late[x] >> j & 1)
                    most_tangled[i] += more;
                else {
                    most[i] += more;
                    if (o->breachable[i] >> j & 1) most_own[i] += more;
                }
            }
        }
        o->tangled[x] = o->needed[x];
        weigh_entries(o, x);
        for (int i = 0; i < n; i++) {
            most_own[i] += most_tangled[i];
            most[i] += most_tangled[i];
        }
    }
}

SHARED void kernel_look(const draw_t *d, const int64_t *phase_of, const double *starts, int phase, moment_t *o) {
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
    o->anybodys = 0;
    for (int i = 0; i < d->parties; i++) {
        o->breachable[i] = o->present & ((o->made & d->breakable[i]) | (~o->made & d->costly_to[i]));
        o->anybodys |= o->breachable[i];
    }
    for (steps_t rest = o->anybodys; rest; rest &= rest - 1) {
        int x = first_of(rest);
        steps_t sure = o->made, maybe = 0;
        o->together[x] = o->no_sooner[x] = 0;
        for (steps_t others = o->present; others; others &= others - 1) {
            int j = first_of(others);
            steps_t bit = others & -others;
            /* A breach shows sooner than another if it shows earlier, or equally early in an earlier phase. */
            if (show_ticks[j] == show_ticks[x] && o->due[j] == o->due[x]) o->together[x] |= bit;
            if (show_ticks[j] > show_ticks[x] || (show_ticks[j] == show_ticks[x] && o->due[j] >= o->due[x]))
                o->no_sooner[x] |= bit;
            if (o->made & bit || (o->due[j] > o->due[x] && begin_ticks[j] >= show_ticks[x]))
                continue; /* or its phase does not begin */
            else if (start_ticks[j] <= show_ticks[x])
                sure |= bit;
            else if (!(d->costly & bit))
                maybe |= bit;
        }
        o->comes[x] = kernel_come(o, sure, maybe, 0);
        o->late[x] = maybe & o->comes[x];
    }
    weigh(o);
}
