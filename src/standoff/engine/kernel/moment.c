/* A moment of a plan, and what failures there are made of: when breaches show, what comes in spite of them, what
   everything is worth as planned until a breach shows, and what each breach changes of that. */

#include "assessment.h"

/* How many parties are taken at once. */
static int lanes_of(int parties) { return parties <= 4 ? 4 : parties <= 8 ? 8 : MOST_PARTIES; }

/* again: another draw of the exchange was read before, of which undoing counts as much if it takes as long. */
static void read_draw(const standoff_exchange *x, int64_t draw, draw_t *d, int again) {
    int n = x->parties, m = x->steps;
    int64_t at = x->drawn ? draw : 0;
    again = again && !memcmp(d->undo, x->undo + at * m, (size_t)m * sizeof *d->undo) &&
            !memcmp(d->horizon, x->horizons + at * n, (size_t)n * sizeof *d->horizon);
    d->parties = n;
    d->lanes = lanes_of(n);
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
            if (!again) d->per_undo[j][i] = exp(-d->undo[j] / d->horizon[i]);
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
        for (int i = n; i < d->lanes; i++) d->worth[j][i] = d->per_undo[j][i] = 0;
        for (int i = 0; i < d->lanes; i++) {
            d->per_lapse[j][i] = d->lapses >> j & 1 ? d->per_undo[j][i] : 0;
            d->back[j][i] = i < n && d->breakable[i] >> j & 1;
            d->withheld[j][i] = i < n && d->costly_to[i] >> j & 1;
        }
    }
}

SHARED void kernel_read_draw(const standoff_exchange *x, int64_t draw, draw_t *d) { read_draw(x, draw, d, 0); }
SHARED void kernel_read_another(const standoff_exchange *x, int64_t draw, draw_t *d) { read_draw(x, draw, d, 1); }

/* Times within 1e-9 years are equal, and all those beyond 2e8 years, which no whole number would hold. */
static int64_t ticks(double time) { return llrint((time < 2e8 ? time : 2e8) * 1e9); }

/* What a point counts now that comes so many years from now. */
static double exp_of(double years, double horizon) { return years == 0 ? 1 : exp(-years / horizon); }

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
    size_t lanes = (size_t)lanes_of(x->parties);
    if (x->all_sets && x->all_sets_up_to > 0) {
        int most = x->all_sets_up_to < x->steps ? x->all_sets_up_to : x->steps;
        if (most > 24) return NULL;
        if ((size_t)1 << most > room) room = (size_t)1 << most;
    }
    size_t numbers = m * m * lanes + t * n + m * t * n, own = n * room * sizeof(own_failure_t);
    moment_t *o = malloc(sizeof *o + own + numbers * sizeof(double) + m * t);
    if (!o) return NULL;
    o->own = (own_failure_t *)(o + 1);
    o->room = room;
    o->counted = 0;
    o->change = (double *)(o->own + n * room);
    o->whole_from = o->change + m * m * lanes;
    o->whole_until = o->whole_from + t * n;
    o->whole = (uint8_t *)(o->change + numbers);
    return o;
}

/* From when all steps of each entry are there. */
static void join(moment_t *o) {
    const draw_t *d = o->draw;
    int n = d->parties;
    for (int e = 0; e < d->entries; e++)
        if (!(d->together[e] & ~o->present))
            for (int i = 0; i < n; i++) {
                double from = 1;
                for (steps_t rest = d->together[e]; rest; rest &= rest - 1)
                    from = lower(from, o->from_start[first_of(rest)][i]);
                o->whole_from[e * n + i] = from;
            }
}

/* What entries are worth, whole, to these parties if `first` shows first; and what they could come to by further
   breaches. */
static void weigh_entries(moment_t *o, int first, int from_party, int to_party) {
    const draw_t *d = o->draw;
    int n = d->parties;
    for (int e = 0; e < d->entries; e++) {
        steps_t members = d->together[e];
        const double *worth = d->together_worth + e * n, *from = o->whole_from + e * n;
        double *until = until_of(o, first, e);
        int counts = 0;
        if (to_party - from_party == 1 && worth[from_party] == 0) continue; /* no business of that party */
        o->whole[first * d->entries + e] = members && !(members & ~o->comes[first]);
        if (!o->whole[first * d->entries + e]) continue;
        for (int i = from_party; i < to_party; i++) {
            until[i] = 0;
            if (worth[i] == 0) continue;
            counts = 1;
            for (steps_t rest = members & d->lapses; rest; rest &= rest - 1) {
                int j = first_of(rest);
                until[i] = higher(until[i], lower(o->at_show[first][i], o->from_start[j][i]) * d->per_undo[j][i]);
            }
            double span = worth[i] * higher(from[i] - until[i], 0);
            o->planned[first][i] += span;
            if (span < 0) o->most_tangled[first][i] -= span;
        }
        if (counts) o->tangled[first] |= members;
    }
}

/* What everything is worth as planned until the breach `first` shows, and what each breach changes of that. What failures
   are worth are sums of these, so that a pair of them costs no more than the breaches it adds.
   Its twin adds up all steps of each failure: the terms are others, and the last digits. */
INLINE void weigh_first(moment_t *o, int first, const int lanes) {
    const draw_t *d = o->draw;
    const double *fade = o->at_show[first];
    steps_t breaches = o->anybodys & o->no_sooner[first], comes = o->comes[first], late = o->late[first];
    double planned[MOST_PARTIES] = {0}, most_own[MOST_PARTIES] = {0}, most[MOST_PARTIES] = {0},
           most_tangled[MOST_PARTIES] = {0};
    o->needed[first] = 0;
    for (steps_t rest = comes | breaches; rest; rest &= rest - 1) {
        int j = first_of(rest);
        const double *worth = d->worth[j], *from = o->from_start[j], *undo = d->per_undo[j], *lapse = d->per_lapse[j];
        const double *mine = o->made >> j & 1 ? d->back[j] : d->withheld[j];
        double *change = change_of(o, first, j), amount[MOST_PARTIES], more[MOST_PARTIES];
        if (!(comes >> j & 1)) { /* not made, and would not come by then */
            for (int i = 0; i < lanes; i++) change[i] = 0;
            continue;
        }
        for (int i = 0; i < lanes; i++)
            amount[i] = worth[i] * (from[i] - (fade[i] < from[i] ? fade[i] : from[i]) * lapse[i]);
        for (int i = 0; i < lanes; i++) planned[i] += amount[i];
        if (!((breaches | late) >> j & 1)) continue;
        if (o->made >> j & 1)
            for (int i = 0; i < lanes; i++) change[i] = worth[i] * (1 - undo[i]) - amount[i];
        else
            for (int i = 0; i < lanes; i++) change[i] = -amount[i];
        for (int i = 0; i < lanes; i++) more[i] = change[i] > 0 ? change[i] : 0;
        if (late >> j & 1) {
            o->needed[first] |= d->requires[j];
            for (int i = 0; i < lanes; i++) most_tangled[i] += more[i];
        } else
            for (int i = 0; i < lanes; i++) {
                most[i] += more[i];
                most_own[i] += more[i] * mine[i];
            }
    }
    memcpy(o->planned[first], planned, sizeof planned);
    memcpy(o->most_tangled[first], most_tangled, sizeof most_tangled);
    o->tangled[first] = o->needed[first];
    weigh_entries(o, first, 0, d->parties);
    for (int i = 0; i < lanes; i++) {
        o->most_own[first][i] = most_own[i] + o->most_tangled[first][i];
        o->most[first][i] = most[i] + o->most_tangled[first][i];
    }
}

/* The same for each that may be the first. */
CLONES static void weigh(moment_t *o) {
    int lanes = o->draw->lanes;
    for (steps_t firsts = o->anybodys; firsts; firsts &= firsts - 1)
        if (lanes == 4)
            weigh_first(o, first_of(firsts), 4);
        else if (lanes == 8)
            weigh_first(o, first_of(firsts), 8);
        else
            weigh_first(o, first_of(firsts), MOST_PARTIES);
}

/* The same of one that may be the first, and for one party alone, to the bit. */
SHARED void kernel_weigh(moment_t *o, int first, int i) {
    const draw_t *d = o->draw;
    steps_t breaches = o->anybodys & o->no_sooner[first], comes = o->comes[first], late = o->late[first];
    double fade = exp_of(o->shows[first], d->horizon[i]), planned = 0;
    o->at_show[first][i] = fade;
    o->needed[first] = 0;
    for (steps_t rest = comes | breaches; rest; rest &= rest - 1) {
        int j = first_of(rest);
        double *change = change_of(o, first, j) + i, worth = d->worth[j][i], from = o->from_start[j][i];
        if (!(comes >> j & 1)) {
            *change = 0;
            continue;
        }
        double amount = worth * (from - (fade < from ? fade : from) * d->per_lapse[j][i]);
        planned += amount;
        *change = o->made >> j & 1 ? worth * (1 - d->per_undo[j][i]) - amount : -amount;
        if (late >> j & 1) o->needed[first] |= d->requires[j];
    }
    o->planned[first][i] = planned;
    o->most_tangled[first][i] = 0;
    o->tangled[first] = o->needed[first];
    weigh_entries(o, first, i, i + 1);
}

/* When everything is there and shows, and whose breaches there are. */
SHARED void kernel_times(const draw_t *d, const int64_t *phase_of, const double *starts, int phase, moment_t *o) {
    int n = d->parties;
    size_t horizons = (size_t)n * sizeof *d->horizon;
    if (o->counted && memcmp(o->horizon, d->horizon, horizons)) o->counted = 0;
    memcpy(o->horizon, d->horizon, horizons);
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
        double before = o->start[j];
        o->start[j] = later ? begins + d->takes[j] : 0;
        o->shows[j] = o->start[j] + d->seen[j];
        o->begin_ticks[j] = ticks(begins);
        o->start_ticks[j] = ticks(o->start[j]);
        o->show_ticks[j] = ticks(o->shows[j]);
        if (o->counted & bit && o->start[j] == before) continue;
        o->counted |= bit;
        for (int i = 0; i < n; i++) o->from_start[j][i] = exp_of(o->start[j], d->horizon[i]);
        for (int i = n; i < d->lanes; i++) o->from_start[j][i] = 0;
    }
    o->anybodys = 0;
    for (int i = 0; i < n; i++) {
        o->breachable[i] = o->present & ((o->made & d->breakable[i]) | (~o->made & d->costly_to[i]));
        o->anybodys |= o->breachable[i];
    }
    join(o);
}

/* If this breach is the first to show: whose show with it and not before it, and what comes. */
SHARED void kernel_first(moment_t *o, int x) {
    const draw_t *d = o->draw;
    steps_t sure = o->made, maybe = 0, together = 0, no_sooner = 0;
    int64_t shows = o->show_ticks[x];
    int due = o->due[x];
    for (steps_t others = o->present; others; others &= others - 1) {
        int j = first_of(others);
        steps_t bit = others & -others;
        /* A breach shows sooner than another if it shows earlier, or equally early in an earlier phase. */
        if (o->show_ticks[j] == shows && o->due[j] == due) together |= bit;
        if (o->show_ticks[j] > shows || (o->show_ticks[j] == shows && o->due[j] >= due)) no_sooner |= bit;
        if (o->made & bit || (o->due[j] > due && o->begin_ticks[j] >= shows))
            continue; /* or its phase does not begin */
        else if (o->start_ticks[j] <= shows)
            sure |= bit;
        else if (!(d->costly & bit))
            maybe |= bit;
    }
    o->together[x] = together;
    o->no_sooner[x] = no_sooner;
    o->comes[x] = kernel_come(o, sure, maybe, 0);
    o->late[x] = maybe & o->comes[x];
}

SHARED void kernel_look(const draw_t *d, const int64_t *phase_of, const double *starts, int phase, moment_t *o) {
    kernel_times(d, phase_of, starts, phase, o);
    for (steps_t rest = o->anybodys; rest; rest &= rest - 1) {
        int x = first_of(rest);
        for (int i = 0; i < d->parties; i++) o->at_show[x][i] = exp_of(o->shows[x], d->horizon[i]);
        for (int i = d->parties; i < d->lanes; i++) o->at_show[x][i] = 0;
        kernel_first(o, x);
    }
    weigh(o);
}
