/* The exact assessment of plans: every party at the start of every phase, and after the end. The definitions, the words
   and the order of the failures are those of its twin in numpy. */

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
    for (int i = 0; i < d->parties; i++)
        o->breachable[i] = o->present & ((o->made & d->breakable[i]) | (~o->made & d->costly_to[i]));
    for (steps_t rest = o->present; rest; rest &= rest - 1) {
        int x = first_of(rest);
        o->together[x] = o->no_sooner[x] = o->sure[x] = o->maybe[x] = 0;
        for (steps_t others = o->present; others; others &= others - 1) {
            int j = first_of(others);
            steps_t bit = others & -others;
            /* A breach shows sooner than another if it shows earlier, or equally early in an earlier phase. */
            if (show_ticks[j] == show_ticks[x] && o->due[j] == o->due[x]) o->together[x] |= bit;
            if (show_ticks[j] > show_ticks[x] || (show_ticks[j] == show_ticks[x] && o->due[j] >= o->due[x]))
                o->no_sooner[x] |= bit;
            if (o->made & bit)
                o->sure[x] |= bit;
            else if (o->due[j] > o->due[x] && begin_ticks[j] >= show_ticks[x])
                continue; /* its phase does not begin */
            else if (start_ticks[j] <= show_ticks[x])
                o->sure[x] |= bit;
            else if (!(d->costly & bit))
                o->maybe[x] |= bit;
        }
    }
}

/* The steps that come: the sure ones, and of the free ones those for which no required step is missing. */
static steps_t come(const moment_t *o, steps_t sure, steps_t maybe, steps_t gone) {
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
static void value(const moment_t *o, steps_t comes, steps_t lapsing, steps_t taken_back, const double *fade,
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

/* What every party has if these breaches begin, of which `first` shows first. */
static void fail(const moment_t *o, steps_t breaches, int first, double *total) {
    steps_t due = breaches & ~o->made;
    steps_t comes = come(o, o->sure[first] & ~due, o->maybe[first] & ~due, breaches);
    value(o, comes, o->draw->lapses, breaches & o->made, o->at_show[first], total);
}

/* The breaches of a group: a made step that only all its owners can end needs all of them. */
static steps_t breaches_of(const moment_t *o, group_t group) {
    const draw_t *d = o->draw;
    steps_t own = 0, others = 0;
    for (int i = 0; i < d->parties; i++)
        if (group >> i & 1)
            own |= o->breachable[i];
        else
            others |= d->owns[i];
    return own & ~(o->made & d->ends_all & others);
}

typedef struct {
    double value;
    steps_t breaches;
    group_t group;
    int first;
    int64_t order; /* the number of the failure */
} worst_t;

static void keep_lowest(worst_t *w, double value, double near, steps_t breaches, group_t group, int first,
                        int64_t order) {
    if (w->order < 0 || value < w->value - near) *w = (worst_t){value, breaches, group, first, order};
}

static void walk(const moment_t *o, int i, steps_t breaches, int first, double value, standing_t *s) {
    const draw_t *d = o->draw;
    double fade = o->at_show[first][i], left = value - fade * d->cost[i], lacking = left - s->carry_on;
    double bond = fade > 0 ? lacking / fade : lacking > 0 ? INFINITY : -INFINITY;
    if (!s->tempting || left > s->walk_out + NEAR * d->stake[i]) {
        s->walk_out = left;
        s->tempting = breaches;
        s->tempting_shows = o->shows[first];
    }
    if (bond > s->bond) s->bond = bond;
}

/* Every party at one moment. all_sets: the parties for whom all sets of breaches are tried. */
SHARED void kernel_stand(const moment_t *o, group_t all_sets, standing_t *standing) {
    const draw_t *d = o->draw;
    int n = d->parties;
    double total[MOST_PARTIES], one[MOST_PARTIES] = {0};
    worst_t now[MOST_PARTIES], later[MOST_PARTIES];
    group_t failers = 0;
    for (int i = 0; i < n; i++) {
        one[i] = 1;
        standing[i].tempting = standing[i].feared = 0;
        standing[i].bond = standing[i].walk_out = -INFINITY;
        now[i].order = later[i].order = -1;
        if (o->breachable[i]) failers |= 1u << i;
    }
    value(o, o->present, 0, 0, one, total);
    for (int i = 0; i < n; i++) standing[i].carry_on = total[i];
    steps_t due = o->present & ~o->made & o->now;
    /* All stop: what lapses lasts until its start and as long as undoing takes, as if it showed at once. */
    value(o, come(o, o->made, due & ~d->costly, 0), d->lapses, 0, one, total);
    for (int i = 0; i < n; i++) standing[i].stop = total[i];

    int64_t order = 0;
    for (group_t group = failers & -failers; failers && group; group = (group - failers) & failers) {
        steps_t own = breaches_of(o, group);
        for (steps_t rest = own; rest; rest &= rest - 1) {
            int first = first_of(rest);
            steps_t breaches = own & o->no_sooner[first];
            if (first_of(own & o->together[first]) != first) continue; /* of those that show together one is enough */
            int minimal = 1;
            for (group_t members = group; members; members &= members - 1)
                if (!(o->breachable[first_of(members)] & breaches)) minimal = 0;
            if (!minimal) continue;
            int begins_now = (breaches & o->now) != 0;
            fail(o, breaches, first, total);
            if (begins_now && !(group & (group - 1))) {
                int i = first_of(group);
                walk(o, i, breaches, first, total[i], standing + i);
            }
            for (int i = 0; i < n; i++)
                if (!(group >> i & 1))
                    keep_lowest(begins_now ? now + i : later + i, total[i], NEAR * d->stake[i], breaches, group, first,
                                order);
            order++;
        }
        if (group == failers) break;
    }
    for (int i = 0; i < n; i++) {
        steps_t own = breaches_of(o, 1u << i);
        if (!(all_sets >> i & 1) || !own) continue;
        for (steps_t breaches = own & -own;; breaches = (breaches - own) & own) {
            if (breaches & o->now) {
                int first = first_of(breaches);
                for (steps_t rest = breaches; rest; rest &= rest - 1)
                    if (!(breaches & ~o->no_sooner[first_of(rest)])) {
                        first = first_of(rest);
                        break;
                    }
                fail(o, breaches, first, total);
                walk(o, i, breaches, first, total[i], standing + i);
            }
            if (breaches == own) break;
        }
    }
    for (int i = 0; i < n; i++) {
        standing_t *s = standing + i;
        double zero = 1e-9 * d->stake[i];
        if (!s->tempting) { /* nothing to quit */
            s->walk_out = s->margin = s->exposure = s->bond = NAN;
            s->trust = 0;
            continue;
        }
        double a = now[i].order >= 0 ? s->stop - now[i].value : -INFINITY;
        double b = later[i].order >= 0 ? s->walk_out - later[i].value : -INFINITY;
        const worst_t *w = a > b + NEAR * d->stake[i] ||
                                   (a >= b - NEAR * d->stake[i] && now[i].order < later[i].order && now[i].order >= 0)
                               ? now + i
                               : later + i;
        double exposure = a > b ? a : b;
        s->margin = s->carry_on - s->walk_out;
        if (fabs(s->margin) <= zero) s->margin = 0;
        s->exposure = exposure > zero ? exposure : 0;
        if (s->exposure > 0) {
            s->feared = w->breaches;
            s->feared_group = w->group;
            s->feared_shows = o->shows[w->first];
        }
        s->trust = s->margin < 0 ? NAN : s->exposure == 0 ? 0 : s->exposure / (s->exposure + s->margin);
        s->bond = s->margin < 0 && s->bond > 0 ? s->bond : 0;
    }
}

/* Assess plans: phase_of (plans, steps), -1 absent, 0 kept; pace (plans) years; last: the most phases of any plan. */
CLONES EXPORT int standoff_assess(const standoff_exchange *x, int64_t plans, const int64_t *phase_of,
                                  const double *pace, int64_t last, standoff_results *r) {
    if (x->parties < 1 || x->parties > MOST_PARTIES || x->steps < 0 || x->steps > MOST_STEPS || x->entries < 0 ||
        plans < 0 || last < 0)
        return BAD_LENGTH;
    int n = x->parties, m = x->steps;
    draw_t *d = malloc(sizeof *d);
    moment_t *o = malloc(sizeof *o);
    if (!d || !o) {
        free(d);
        free(o);
        return NO_MEMORY;
    }
    standing_t standing[MOST_PARTIES];
    double total[MOST_PARTIES], one[MOST_PARTIES];
    for (int i = 0; i < n; i++) one[i] = 1;
    if (!x->drawn) kernel_read_draw(x, 0, d);
    for (int64_t b = 0; b < plans; b++) {
        if (x->drawn) kernel_read_draw(x, b, d);
        const int64_t *plan = phase_of + b * m;
        double *starts = r->starts + b * (last + 1);
        int64_t phases = 0;
        for (int j = 0; j < m; j++)
            if (plan[j] > phases) phases = plan[j];
        starts[0] = 0;
        for (int64_t k = 1; k <= last; k++) {
            double longest = 0;
            int any = 0;
            for (int j = 0; j < m; j++)
                if (plan[j] == k) {
                    any = 1;
                    if (x->not_before && x->not_before[j] > starts[k - 1]) starts[k - 1] = x->not_before[j];
                    if (d->takes[j] + d->seen[j] > longest) longest = d->takes[j] + d->seen[j];
                }
            starts[k] = starts[k - 1] + (any ? (pace[b] > longest ? pace[b] : longest) : 0);
        }
        r->phases[b] = phases;
        r->lasts[b] = starts[phases];
        group_t all_sets = d->all_sets;
        r->exact[b] = 1;
        for (int i = 0; i < n; i++) {
            steps_t own = 0;
            for (int j = 0; j < m; j++)
                if (plan[j] > 0 || (plan[j] == 0 && d->breakable[i] >> j & 1)) own |= d->costly_to[i] & 1ULL << j;
            if (all_sets >> i & 1 && ones(own) > d->all_sets_up_to) {
                all_sets &= ~(1u << i);
                r->exact[b] = 0;
            }
        }
        double largest[MOST_PARTIES] = {0}, asked = 0;
        for (int64_t k = 0; k <= phases; k++) {
            kernel_look(d, plan, starts, (int)k + 1, o);
            kernel_stand(o, all_sets, standing);
            for (int i = 0; i < n; i++) {
                int64_t at = (b * (last + 1) + k) * n + i;
                const standing_t *s = standing + i;
                r->carry_on[at] = s->carry_on;
                r->stop[at] = s->stop;
                r->walk_out[at] = s->walk_out;
                r->margin[at] = s->margin;
                r->exposure[at] = s->exposure;
                r->trust[at] = s->trust;
                r->bond[at] = s->bond;
                r->tempting[at] = s->tempting;
                r->feared[at] = s->feared;
                if (s->tempting) r->tempting_shows[at] = s->tempting_shows;
                if (s->feared) {
                    r->feared_group[at] = s->feared_group;
                    r->feared_shows[at] = s->feared_shows;
                }
                if (s->exposure > largest[i]) largest[i] = s->exposure;
                if (isnan(s->trust) || s->trust > asked) asked = s->trust;
            }
            if (k == 0) {
                steps_t kept = o->made;
                value(o, kept, 0, 0, one, total);
                for (int i = 0; i < n; i++) {
                    double gain = standing[i].carry_on - total[i];
                    r->kept[b * n + i] = total[i];
                    r->gain[b * n + i] = fabs(gain) <= 1e-9 * d->stake[i] ? 0 : gain;
                }
            }
        }
        r->trust_asked[b] = asked;
        for (int i = 0; i < n; i++) {
            double positive = 0;
            for (int j = 0; j < m; j++)
                if (plan[j] >= 0 && d->worth[j][i] > 0) positive += d->worth[j][i];
            r->at_risk[b * n + i] = positive > 0 ? largest[i] / positive : 0;
        }
    }
    free(d);
    free(o);
    return FINE;
}
