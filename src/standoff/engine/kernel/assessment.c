/* The exact assessment of plans: every party at the start of every phase, and after the end. The definitions, the words
   and the order of the failures are those of its twin in numpy. */

#include "assessment.h"

/* The free steps that do not come because of these breaches: one that they require is missing, or misses another. */
static steps_t lacking(const moment_t *o, int first, steps_t breaches) {
    steps_t lacks = 0;
    if (!(breaches & o->needed[first])) return 0;
    for (int grown = 1; grown;) {
        grown = 0;
        for (steps_t rest = o->late[first] & ~lacks; rest; rest &= rest - 1)
            if (o->draw->requires[first_of(rest)] & (breaches | lacks)) {
                lacks |= rest & -rest;
                grown = 1;
            }
    }
    return lacks;
}

/* What tangled breaches change for a party besides what each adds: free steps that lack, and entries. */
static double untangle(const moment_t *o, int first, steps_t breaches, steps_t lacks, int i) {
    const draw_t *d = o->draw;
    steps_t back = breaches & o->made, out = (breaches & ~o->made) | lacks;
    double total = 0;
    for (steps_t rest = lacks; rest; rest &= rest - 1) total += change_of(o, first, first_of(rest))[i];
    for (int e = 0; e < d->entries; e++) {
        steps_t members = d->together[e];
        double worth = d->together_worth[e * d->parties + i];
        if (worth == 0 || !(members & (back | out)) || !o->whole[first * d->entries + e]) continue;
        double from = o->whole_from[e * d->parties + i], until = until_of(o, first, e)[i], sooner = until;
        for (steps_t rest = members & back; rest; rest &= rest - 1)
            sooner = higher(sooner, d->per_undo[first_of(rest)][i]);
        double left = members & out ? 0 : higher(from - sooner, 0);
        total += worth * (left - higher(from - until, 0));
    }
    return total;
}

/* What a party has if these breaches begin, of which `first` shows first; and all parties. */
SHARED double kernel_fail(const moment_t *o, steps_t breaches, int first, int i) {
    double total = o->planned[first][i];
    for (steps_t rest = breaches; rest; rest &= rest - 1) total += change_of(o, first, first_of(rest))[i];
    if (breaches & o->tangled[first]) total += untangle(o, first, breaches, lacking(o, first, breaches), i);
    return total;
}

static void fail_all(const moment_t *o, steps_t breaches, int first, double *total) {
    int n = o->draw->parties;
    for (int i = 0; i < n; i++) total[i] = o->planned[first][i];
    for (steps_t rest = breaches; rest; rest &= rest - 1) {
        const double *change = change_of(o, first, first_of(rest));
        for (int i = 0; i < n; i++) total[i] += change[i];
    }
    if (breaches & o->tangled[first]) {
        steps_t lacks = lacking(o, first, breaches);
        for (int i = 0; i < n; i++) total[i] += untangle(o, first, breaches, lacks, i);
    }
}

/* The breaches of a group: a made step that only all its owners can end needs all of them. */
SHARED steps_t kernel_breaches(const moment_t *o, group_t group) {
    const draw_t *d = o->draw;
    steps_t own = 0, others = 0;
    for (int i = 0; i < d->parties; i++)
        if (group >> i & 1)
            own |= o->breachable[i];
        else
            others |= d->owns[i];
    return own & ~(o->made & d->ends_all & others);
}

/* A party's own failures, and the pair that binds so far. */
typedef struct {
    own_failure_t *own;
    int count;
    double top;   /* no own failure that shows before one of the others is worth more, whatever they breach */
    double keeps; /* the least that carrying on is worth more */
    double zero, near;
    double openly_keeps;
    int bound, feared; /* of the pair: the own failure (`count`: leaving openly; -1: none), and which step shows then */
} side_t;

/* A further own failure of a party (no breaches: leaving openly, which shows at once). */
static void walk(steps_t breaches, double left, double fade, double shows, side_t *side, standing_t *s) {
    double keeps = snapped(s->carry_on - left, side->zero);
    if (!s->quits || left > s->walk_out + side->near) {
        s->walk_out = left;
        s->tempting = breaches;
        s->tempting_shows = shows;
    }
    if (!s->quits || keeps < side->keeps) side->keeps = keeps;
    if (keeps < 0) s->bond = higher(s->bond, fade > 0 ? -keeps / fade : INFINITY);
    s->quits = 1;
}

/* Of a party's own breaches those that may be better kept up: a `together` worth that is positive names them, or a free
   step that is due requires them. All others cost nothing more, if they show no sooner than what is breached anyway. */
SHARED steps_t kernel_better_kept(const moment_t *o, int i) {
    const draw_t *d = o->draw;
    steps_t found = 0;
    for (int e = 0; e < d->entries; e++)
        if (d->together_worth[e * d->parties + i] > 0 && !(d->together[e] & ~o->present)) found |= d->together[e];
    if (d->requires_any)
        for (steps_t rest = o->present & ~o->made & ~d->costly; rest; rest &= rest - 1)
            found |= d->requires[first_of(rest)];
    return found;
}

/* Its own failures with a breach that begins now, and leaving openly. */
static void own_failures(moment_t *o, int i, int all_sets, side_t *side, standing_t *s) {
    const draw_t *d = o->draw;
    steps_t own = kernel_breaches(o, 1u << i), kept = 0;
    if (!(own & o->now)) return;
    if (all_sets && ones(own) <= d->all_sets_up_to) kept = own & kernel_better_kept(o, i);
    for (steps_t rest = own; rest; rest &= rest - 1) {
        int x = first_of(rest);
        if (first_of(own & o->together[x]) != x) continue; /* of those that show together one is enough */
        steps_t all = own & o->no_sooner[x], choice = kept & all, without = 0;
        do {
            steps_t breaches = all & ~without, firsts = breaches & o->together[x];
            if (firsts && breaches & o->now) {
                int first = first_of(firsts);
                double fade = o->at_show[first][i], left = kernel_fail(o, breaches, first, i) - fade * d->cost[i];
                walk(breaches, left, fade, o->shows[first], side, s);
                side->own[side->count++] =
                    (own_failure_t){breaches, first, left, snapped(s->carry_on - left, side->zero)};
                side->top = higher(side->top, left + o->most[first][i]);
            }
            without = (without - choice) & choice;
        } while (without);
    }
    side->openly_keeps = snapped(s->carry_on - (s->stop - d->cost[i]), side->zero);
    walk(0, s->stop - d->cost[i], 1, 0, side, s);
}

/* Whether a pair with no larger loss could bind, or expose the party to more. */
static int matters(const standing_t *s, double loss, double keeps, double zero) {
    return loss > zero && (loss > s->exposure || (s->margin >= 0 && loss > s->trust * (loss + keeps)));
}

/* A pair; of pairs as near as `near` the first one binds. */
static void weigh_pair(standing_t *s, side_t *side, int own, double loss, double keeps, steps_t feared, group_t group,
                       int first) {
    if (!(loss > side->zero)) return;
    double trust = s->margin < 0 ? NAN : loss / (loss + keeps);
    if (side->bound < 0 || (s->margin < 0 ? loss > s->loss + side->near : trust > s->trust + NEAR)) {
        side->bound = own;
        s->trust = trust;
        s->loss = loss;
        s->keeps = keeps;
        s->feared = feared;
        s->feared_group = group;
        side->feared = first;
    }
    if (loss > s->exposure) s->exposure = loss;
}

/* A failure of the others, in which a party has `into` if it carries on (what a guarantee pays it then included), against
   each of its own. A guarantee is paid as well where it fails too, unless its own breach is among the first to show. */
static void fear(const moment_t *o, int i, steps_t feared, group_t group, int first, double into, side_t *side,
                 standing_t *s) {
    const draw_t *d = o->draw;
    double most_own = o->most_own[first][i];
    if (matters(s, higher(most_own, side->top - into), side->keeps, side->zero))
        for (int w = 0; w < side->count; w++) {
            const own_failure_t *own = side->own + w;
            int x = own->first, as_soon = o->no_sooner[x] >> first & 1; /* own ones are among the first to show */
            if (!matters(s, as_soon ? own->alone + o->most[x][i] - into : most_own, own->keeps, side->zero)) continue;
            steps_t both = own->breaches | feared, more = both & ~(as_soon ? own->breaches : feared);
            int shows = as_soon ? x : first;
            double loss = as_soon ? own->alone - into : 0;
            for (steps_t rest = more; rest; rest &= rest - 1) loss += change_of(o, shows, first_of(rest))[i];
            if (more & o->tangled[shows]) {
                if (!matters(s, loss + o->most_tangled[shows][i], own->keeps, side->zero)) continue;
                double paid = as_soon ? -o->at_show[x][i] * d->cost[i] : o->at_show[first][i] * d->guarantee[i];
                loss = kernel_fail(o, both, shows, i) + paid - into;
            }
            weigh_pair(s, side, w, loss, own->keeps, feared, group, first);
        }
    weigh_pair(s, side, side->count, s->stop - d->cost[i] - into, side->openly_keeps, feared, group, first);
}

/* Every party at one moment as far as what it has alone goes: what carrying on, a stop and its best failure are worth.
   all_sets: the parties for whom all sets of breaches are tried. Returns who has something to quit. */
static group_t stand_alone(moment_t *o, group_t all_sets, side_t *sides, standing_t *standing) {
    const draw_t *d = o->draw;
    int n = d->parties;
    double total[MOST_PARTIES], one[MOST_PARTIES] = {0};
    group_t quitters = 0;
    for (int i = 0; i < n; i++) one[i] = 1;
    kernel_value(o, o->present, 0, 0, one, total);
    for (int i = 0; i < n; i++) standing[i].carry_on = total[i];
    steps_t due = o->present & ~o->made & o->now;
    /* All stop: what lapses lasts until its start and as long as undoing takes, as if it showed at once. */
    kernel_value(o, kernel_come(o, o->made, due & ~d->costly, 0), d->lapses, 0, one, total);
    for (int i = 0; i < n; i++) {
        standing_t *s = standing + i;
        s->stop = total[i];
        s->quits = 0;
        s->tempting = s->own = s->feared = 0;
        s->feared_group = 0;
        s->exposure = s->trust = s->bond = 0;
        s->loss = s->keeps = s->own_shows = s->feared_shows = s->tempting_shows = NAN;
        sides[i] = (side_t){.own = o->own + (size_t)i * o->room,
                            .top = -INFINITY,
                            .zero = 1e-9 * d->stake[i],
                            .near = NEAR * d->stake[i],
                            .bound = -1};
        own_failures(o, i, all_sets >> i & 1, sides + i, s);
        if (!s->quits) {
            s->walk_out = s->margin = s->exposure = s->bond = NAN;
            continue;
        }
        quitters |= 1u << i;
        s->margin = snapped(s->carry_on - s->walk_out, sides[i].zero);
        if (s->margin >= 0) s->bond = 0;
    }
    return quitters;
}

/* Every party at one moment. Gives up, and returns 0, as soon as somebody walks out (where `holds`) or needs more trust
   than `enough`. */
SHARED int kernel_stand_within(moment_t *o, group_t all_sets, int holds, double enough, standing_t *standing) {
    const draw_t *d = o->draw;
    double total[MOST_PARTIES];
    side_t sides[MOST_PARTIES];
    group_t failers = 0, quitters = stand_alone(o, all_sets, sides, standing);
    for (group_t rest = holds ? quitters : 0; rest; rest &= rest - 1)
        if (standing[first_of(rest)].margin < 0) return 0;
    for (int i = 0; i < d->parties; i++)
        if (o->breachable[i]) failers |= 1u << i;
    for (group_t group = failers & -failers; failers && group; group = (group - failers) & failers) {
        group_t others = quitters & ~group;
        steps_t theirs = others ? kernel_breaches(o, group) : 0;
        for (steps_t rest = theirs; rest; rest &= rest - 1) {
            int first = first_of(rest), minimal = 1;
            steps_t breaches = theirs & o->no_sooner[first];
            if (first_of(theirs & o->together[first]) != first) continue;
            for (group_t members = group; members; members &= members - 1)
                if (!(o->breachable[first_of(members)] & breaches)) minimal = 0;
            if (!minimal) continue; /* a member adds nothing: the smaller group fails in the same way */
            fail_all(o, breaches, first, total);
            for (group_t rest_of = others; rest_of; rest_of &= rest_of - 1) {
                int i = first_of(rest_of);
                double into = total[i] + o->at_show[first][i] * d->guarantee[i];
                fear(o, i, breaches, group, first, into, sides + i, standing + i);
                if (standing[i].trust > enough) return 0;
            }
        }
        if (group == failers) break;
    }
    for (group_t rest = quitters; rest; rest &= rest - 1) {
        int i = first_of(rest);
        standing_t *s = standing + i;
        if (s->margin < 0) s->trust = NAN;
        if (sides[i].bound < 0) continue;
        s->feared_shows = o->shows[sides[i].feared];
        if (sides[i].bound < sides[i].count) {
            s->own = sides[i].own[sides[i].bound].breaches;
            s->own_shows = o->shows[sides[i].own[sides[i].bound].first];
        } else
            s->own_shows = 0;
    }
    return 1;
}

SHARED void kernel_stand(moment_t *o, group_t all_sets, standing_t *standing) {
    kernel_stand_within(o, all_sets, 0, INFINITY, standing);
}

/* The parties for whom all sets of breaches are tried: those that need it and have few enough in this plan. */
SHARED group_t kernel_sets_tried(const draw_t *d, const int64_t *plan) {
    group_t all_sets = d->all_sets;
    for (int i = 0; i < d->parties; i++) {
        steps_t own = 0;
        for (int j = 0; j < d->steps; j++)
            if (plan[j] > 0 || (plan[j] == 0 && d->breakable[i] >> j & 1)) own |= d->costly_to[i] & 1ULL << j;
        if (all_sets >> i & 1 && ones(own) > d->all_sets_up_to) all_sets &= ~(1u << i);
    }
    return all_sets;
}

/* A failure that a row points to, written down. */
static int64_t written(standoff_results *r, steps_t breaches, group_t group, double shows) {
    r->breaches[r->failures] = breaches;
    r->groups[r->failures] = group;
    r->shows[r->failures] = shows;
    return r->failures++;
}

enum { NONE = -1, OPENLY = -2 };

/* The row of a party, and the failures that it points to: one that both tempts and binds is written once. */
static void report(standoff_results *r, int64_t at, int party, const standing_t *s) {
    r->carry_on[at] = s->carry_on;
    r->stop[at] = s->stop;
    r->walk_out[at] = s->walk_out;
    r->margin[at] = s->margin;
    r->exposure[at] = s->exposure;
    r->trust[at] = s->trust;
    r->bond[at] = s->bond;
    r->loss[at] = s->loss;
    r->keeps[at] = s->keeps;
    group_t alone = 1u << party;
    r->tempting[at] = s->tempting ? written(r, s->tempting, alone, s->tempting_shows) : s->quits ? OPENLY : NONE;
    r->own[at] = s->own && s->own == s->tempting ? r->tempting[at]
                 : s->own                        ? written(r, s->own, alone, s->own_shows)
                 : isnan(s->loss)                ? NONE
                                                 : OPENLY;
    r->feared[at] = s->feared ? written(r, s->feared, s->feared_group, s->feared_shows) : NONE;
}

/* The row of a phase that a plan does not have. */
static void report_nothing(standoff_results *r, int64_t at) {
    r->carry_on[at] = r->stop[at] = r->walk_out[at] = r->margin[at] = r->exposure[at] = r->trust[at] = NAN;
    r->bond[at] = r->loss[at] = r->keeps[at] = NAN;
    r->tempting[at] = r->own[at] = r->feared[at] = NONE;
}

/* Assess plans: phase_of (plans, steps), -1 absent, 0 kept; pace (plans) years; last: the most phases of any plan. */
CLONES EXPORT int standoff_assess(const standoff_exchange *x, int64_t plans, const int64_t *phase_of,
                                  const double *pace, int64_t last, standoff_results *r) {
    if (!kernel_fits(x, plans, phase_of, last)) return BAD_LENGTH;
    int n = x->parties, m = x->steps;
    draw_t *d = malloc(sizeof *d);
    moment_t *o = kernel_moment(x);
    if (!d || !o) {
        free(d);
        free(o);
        return NO_MEMORY;
    }
    standing_t standing[MOST_PARTIES];
    double one[MOST_PARTIES];
    for (int i = 0; i < n; i++) one[i] = 1;
    if (!x->drawn) kernel_read_draw(x, 0, d);
    r->failures = 0;
    for (int64_t b = 0; b < plans; b++) {
        if (x->drawn) kernel_read_draw(x, b, d);
        const int64_t *plan = phase_of + b * m;
        double *starts = r->starts + b * (last + 1);
        int64_t phases = kernel_phases(x, b, plan, pace[b], last, starts), row = b * (last + 1) * n;
        r->phases[b] = phases;
        r->lasts[b] = starts[phases];
        kernel_needed(x, b, plan, r->needed + b * n);
        group_t all_sets = kernel_sets_tried(d, plan);
        r->exact[b] = all_sets == d->all_sets;
        double largest[MOST_PARTIES] = {0}, asked = 0;
        for (int64_t k = 0; k <= phases; k++) {
            kernel_look(d, plan, starts, (int)k + 1, o);
            kernel_stand(o, all_sets, standing);
            for (int i = 0; i < n; i++) {
                const standing_t *s = standing + i;
                report(r, row++, i, s);
                if (s->exposure > largest[i]) largest[i] = s->exposure;
                if (isnan(s->trust) || s->trust > asked) asked = s->trust;
            }
            if (k == 0) {
                kernel_value(o, o->made, 0, 0, one, r->kept + b * n);
                for (int i = 0; i < n; i++)
                    r->gain[b * n + i] = snapped(standing[i].carry_on - r->kept[b * n + i], 1e-9 * d->stake[i]);
            }
        }
        while (row < (b + 1) * (last + 1) * n) report_nothing(r, row++);
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

SHARED void kernel_stand_alone(moment_t *o, group_t all_sets, standing_t *standing) {
    side_t sides[MOST_PARTIES];
    stand_alone(o, all_sets, sides, standing);
}
