/* Remedies: whom a plan contents after some changes of it and of its exchange. The changes of each try are made on a copy
   of the numbers, and the parties are looked at in an order in which most tries end early: whoever refuses, then margins,
   where the try before it failed first, and trust at last. The changes are those of its twin in remedies/table.py. */

#include "assessment.h"

#define NOTHING 1e-9 /* by so much a target may be missed */

enum {
    BOND,
    GUARANTEE,
    SOONER,
    INSPECTORS,
    AUTOMATIC,
    FASTER,
    SLOWER,
    LONGER,
    SHORTER,
    SPLIT,
    DROP,
    ADD,
    WORTH,
    SUPPORT,
    LESS_SUPPORT,
    KINDS
};

/* A change of this kind leaves what each party gains, and who is needed, as they are. */
#define NO_GAIN (1U << BOND | 1U << GUARANTEE | 1U << AUTOMATIC | 1U << FASTER | 1U << SLOWER)

/* Where a change is made: -1 where it has no such place, and as a kind where there is no change. */
typedef struct {
    int64_t kind, step, party, phase, entry;
} change_t;

/* A copy of the numbers of an exchange and of its plan, to be changed, and room to look at it. */
typedef struct {
    standoff_exchange x;
    draw_t d;
    double horizons[MOST_PARTIES], costs[MOST_PARTIES], guarantee[MOST_PARTIES];
    double worth[MOST_PARTIES * MOST_STEPS], takes[MOST_STEPS], seen[MOST_STEPS], undo[MOST_STEPS];
    double not_before[MOST_STEPS], *together_worth, *starts;
    uint64_t owns[MOST_PARTIES], requires[MOST_STEPS], *together;
    int64_t plan[MOST_STEPS], phases;
    moment_t *o;
} copy_t;

/* The exchange and the plan as they are, with room for some steps more. */
static void copy(const standoff_exchange *x, const int64_t *plan, int more, copy_t *c) {
    size_t n = (size_t)x->parties, m = (size_t)x->steps, t = (size_t)x->entries, wide = m + (size_t)more;
    c->x.steps = (int32_t)wide;
    c->x.entries = x->entries;
    c->x.automatic = x->automatic;
    c->x.ends_all = x->ends_all;
    memcpy(c->horizons, x->horizons, n * sizeof(double));
    memcpy(c->costs, x->walkout_costs, n * sizeof(double));
    memset(c->guarantee, 0, sizeof c->guarantee);
    for (size_t i = 0; i < n; i++) memcpy(c->worth + i * wide, x->worth + i * m, m * sizeof(double));
    memcpy(c->takes, x->takes, m * sizeof(double));
    memcpy(c->seen, x->seen, m * sizeof(double));
    memcpy(c->undo, x->undo, m * sizeof(double));
    if (x->not_before) memcpy(c->not_before, x->not_before, m * sizeof(double));
    memcpy(c->together_worth, x->together_worth, t * n * sizeof(double));
    memcpy(c->owns, x->owns, n * sizeof(uint64_t));
    memcpy(c->requires, x->requires, m * sizeof(uint64_t));
    memcpy(c->together, x->together, t * sizeof(uint64_t));
    memcpy(c->plan, plan, m * sizeof(int64_t));
}

/* One change that leaves the shape of the exchange. */
static void change_numbers(copy_t *c, const change_t *change, double amount) {
    int n = c->x.parties, wide = c->x.steps;
    int64_t i = change->party, j = change->step;
    switch (change->kind) {
    case BOND: c->costs[i] += amount; break;
    case GUARANTEE: c->guarantee[i] += amount; break;
    case SOONER: c->seen[j] *= 1 - amount; break;
    case INSPECTORS:
        for (int k = 0; k < wide; k++)
            if (i < 0 || c->owns[i] >> k & 1) c->seen[k] *= 1 - amount;
        break;
    case AUTOMATIC: c->x.automatic |= 1ULL << j; break;
    case FASTER: c->undo[j] *= 1 - amount; break;
    case SLOWER: c->undo[j] *= 1 + amount; break;
    case LONGER: c->horizons[i] *= 1 + amount; break;
    case SHORTER: c->horizons[i] *= 1 - amount; break;
    case DROP: c->plan[j] = -1; break;
    case ADD: c->plan[j] = change->phase; break;
    case WORTH: c->worth[i * wide + j] += amount; break;
    case LESS_SUPPORT: c->together_worth[change->entry * n + i] *= 1 - amount; break;
    default: break;
    }
}

/* The phases as 1, 2, ... with none empty. */
static void number_phases(copy_t *c, int steps, int64_t last) {
    int64_t number = 0;
    for (int64_t k = 1; k <= last; k++) {
        int any = 0;
        for (int j = 0; j < steps; j++)
            if (c->plan[j] == k) {
                c->plan[j] = number + 1;
                any = 1;
            }
        number += any;
    }
}

/* Two halves of a step, the second as step `half` (the last one so far), one phase later. */
static void halve(copy_t *c, int64_t step, int half) {
    int n = c->x.parties, wide = c->x.steps;
    uint64_t bit = 1ULL << half;
    for (int i = 0; i < n; i++) {
        c->worth[i * wide + half] = c->worth[i * wide + step] /= 2;
        if (c->owns[i] >> step & 1) c->owns[i] |= bit;
    }
    c->takes[half] = c->takes[step];
    c->seen[half] = c->seen[step];
    c->undo[half] = c->undo[step];
    c->not_before[half] = c->not_before[step];
    c->requires[half] = c->requires[step];
    for (int j = 0; j <= half; j++)
        if (c->requires[j] >> step & 1) c->requires[j] |= bit;
    for (int e = 0; e < c->x.entries; e++)
        if (c->together[e] >> step & 1) c->together[e] |= bit;
    if (c->x.automatic >> step & 1) c->x.automatic |= bit;
    if (c->x.ends_all >> step & 1) c->x.ends_all |= bit;
    c->plan[half] = c->plan[step] + 1;
}

/* The copy after all changes of a try: halves come last, and before them what is paid for the whole deal. */
static void make(const standoff_exchange *x, const int64_t *plan, double pace, int64_t last, int per_try,
                 const change_t *changes, const double *amounts, copy_t *c) {
    int n = x->parties, m = x->steps, halves = 0, dropped = 0, backed = 0;
    for (int w = 0; w < per_try; w++) {
        halves += changes[w].kind == SPLIT;
        dropped |= changes[w].kind == DROP;
        backed |= changes[w].kind == SUPPORT;
    }
    copy(x, plan, halves, c);
    for (int w = 0; w < per_try; w++) change_numbers(c, changes + w, amounts[w]);
    if (dropped) number_phases(c, m, last);
    if (backed) {
        int e = c->x.entries++;
        double *paid = c->together_worth + e * n;
        c->together[e] = 0;
        for (int j = 0; j < m; j++)
            if (c->plan[j] >= 0) c->together[e] |= 1ULL << j;
        for (int i = 0; i < n; i++) paid[i] = 0;
        for (int w = 0; w < per_try; w++)
            if (changes[w].kind == SUPPORT) paid[changes[w].party] += amounts[w];
    }
    int half = m;
    for (int w = 0; w < per_try; w++)
        if (changes[w].kind == SPLIT) halve(c, changes[w].step, half++);
    kernel_read_draw(&c->x, 0, &c->d);
    memcpy(c->d.guarantee, c->guarantee, sizeof c->guarantee);
    int64_t latest = 0;
    for (int j = 0; j < half; j++)
        if (c->plan[j] > latest) latest = c->plan[j];
    c->phases = kernel_phases(&c->x, 0, c->plan, pace, latest, c->starts);
}

/* Whom the plan needs: who owns a step that is due, or a kept one that costs it something, or has to consent. */
static group_t who_is_needed(const copy_t *c, group_t consent) {
    const draw_t *d = &c->d;
    steps_t due = 0, kept = 0;
    for (int j = 0; j < d->steps; j++)
        if (c->plan[j] > 0)
            due |= 1ULL << j;
        else if (c->plan[j] == 0)
            kept |= 1ULL << j;
    for (int i = 0; i < d->parties; i++)
        if (d->owns[i] & due || d->costly_to[i] & kept) consent |= 1U << i;
    return consent;
}

/* What each party gains (parties), who does not lose (`wants`), and who is needed and loses. */
static group_t refusing(copy_t *c, group_t consent, group_t *wants, double *gain) {
    const draw_t *d = &c->d;
    moment_t *o = c->o;
    double all[MOST_PARTIES], kept[MOST_PARTIES], one[MOST_PARTIES];
    group_t loses = 0;
    o->draw = d;
    o->present = o->made = o->counted = 0;
    for (int j = 0; j < d->steps; j++) {
        if (c->plan[j] < 0) continue;
        double start = c->plan[j] ? c->starts[c->plan[j] - 1] - c->starts[0] + d->takes[j] : 0;
        o->present |= 1ULL << j;
        if (!c->plan[j]) o->made |= 1ULL << j;
        for (int i = 0; i < d->parties; i++) o->from_start[j][i] = start == 0 ? 1 : exp(-start / d->horizon[i]);
    }
    for (int i = 0; i < d->parties; i++) one[i] = 1;
    kernel_value(o, o->present, 0, 0, one, all);
    kernel_value(o, o->made, 0, 0, one, kept);
    *wants = 0;
    for (int i = 0; i < d->parties; i++) {
        gain[i] = all[i] - kept[i];
        if (fabs(gain[i]) <= 1e-9 * d->stake[i]) gain[i] = 0;
        if (gain[i] >= 0) *wants |= 1U << i;
        if (gain[i] < 0) loses |= 1U << i;
    }
    return loses ? loses & who_is_needed(c, consent) : 0;
}

/* What is asked of a plan. */
typedef struct {
    double trust, margin;
    int judges_trust; /* whether there is any trust that is too much */
} target_t;

/* Who at the start of a phase walks out or is left less of its stake than the target says; and, where trust is `judged`,
   who is asked for more. */
static group_t discontent(copy_t *c, int64_t phase, const target_t *target, int judged, group_t *asked) {
    standing_t standing[MOST_PARTIES];
    const draw_t *d = &c->d;
    group_t out = 0, all_sets = kernel_sets_tried(d, c->plan);
    kernel_look(d, c->plan, c->starts, (int)phase, c->o);
    if (judged)
        kernel_stand(c->o, all_sets, standing);
    else
        kernel_stand_alone(c->o, all_sets, standing);
    for (int i = 0; i < d->parties; i++) {
        const standing_t *s = standing + i;
        if (!s->quits) continue;
        double left = s->margin / (d->stake[i] > 0 ? d->stake[i] : 1);
        if (s->margin < 0 || left < target->margin - NOTHING)
            out |= 1U << i;
        else if (judged && s->trust > target->trust + NOTHING)
            *asked |= 1U << i;
    }
    return out;
}

/* Who is not content in some phase, besides those who are `bad` already; of more than `failing`, some. Of the try before
   this one, `hard` was the phase in which too many were left too little, `dear` that in which they were asked too much:
   most tries fail where the one before did. */
static group_t discontented(copy_t *c, const target_t *target, group_t bad, int64_t failing, int64_t *hard,
                            int64_t *dear) {
    group_t asked = 0;
    int64_t last = c->phases + 1;
    if (*hard > last) *hard = 1;
    if (*dear > last) *dear = 1;
    bad |= discontent(c, *hard, target, 0, &asked);
    for (int64_t n = 0; n <= last && ones(bad) <= failing; n++) {
        int64_t phase = n ? n : *dear;
        if ((n && phase == *dear) || (!target->judges_trust && phase == *hard)) continue;
        bad |= discontent(c, phase, target, target->judges_trust, &asked);
        if (ones(bad) > failing)
            *hard = phase;
        else if (ones(bad |= asked) > failing)
            *dear = phase;
    }
    return bad;
}

/* Whether a change can be made in an exchange at all. */
static int fits(const standoff_exchange *x, const change_t *change, int64_t last) {
    int step = change->step >= 0 && change->step < x->steps, party = change->party >= 0 && change->party < x->parties;
    switch (change->kind) {
    case -1: return 1;
    case INSPECTORS: return party || change->party == -1;
    case SOONER:
    case AUTOMATIC:
    case FASTER:
    case SLOWER:
    case SPLIT:
    case DROP: return step;
    case ADD: return step && change->phase >= 1 && change->phase <= last;
    case WORTH: return step && party;
    case LESS_SUPPORT: return party && change->entry >= 0 && change->entry < x->entries;
    default: return change->kind >= 0 && change->kind < KINDS && party;
    }
}

/* Room for copies of an exchange with so many changes, whose plans have so many phases; NULL: no memory. */
static copy_t *open_copy(const standoff_exchange *x, int64_t last, int per_try) {
    size_t n = (size_t)x->parties, entries = (size_t)x->entries + 1, phases = (size_t)(last + per_try) + 1;
    standoff_exchange wide = *x;
    wide.steps += per_try;
    wide.entries += 1;
    copy_t *c = calloc(1, sizeof *c + (entries * n + phases) * sizeof(double) + entries * sizeof(uint64_t));
    if (!c) return NULL;
    c->o = kernel_moment(&wide);
    if (!c->o) {
        free(c);
        return NULL;
    }
    c->together_worth = (double *)(c + 1);
    c->starts = c->together_worth + entries * n;
    c->together = (uint64_t *)(c->starts + phases);
    c->x = *x;
    c->x.horizons = c->horizons;
    c->x.walkout_costs = c->costs;
    c->x.worth = c->worth;
    c->x.takes = c->takes;
    c->x.seen = c->seen;
    c->x.undo = c->undo;
    c->x.together_worth = c->together_worth;
    c->x.owns = c->owns;
    c->x.requires = c->requires;
    c->x.together = c->together;
    if (x->not_before) c->x.not_before = c->not_before;
    return c;
}

static void close_copy(copy_t *c) {
    free(c->o);
    free(c);
}

/* Whether lengths and places fit together. */
static int all_fit(const standoff_exchange *x, const int64_t *plan, int64_t last, int64_t tries, int64_t per_try,
                   const change_t *changes) {
    if (x->parties < 1 || x->parties > MOST_PARTIES || x->steps < 0 || x->entries < 0 || x->drawn || last < 0 ||
        tries < 0 || per_try < 0 || per_try > MOST_STEPS || x->steps + per_try > MOST_STEPS)
        return 0;
    for (int j = 0; j < x->steps; j++)
        if (plan[j] < -1 || plan[j] > last) return 0;
    for (int64_t b = 0; b < tries * per_try; b++)
        if (!fits(x, changes + b, last)) return 0;
    return 1;
}

/* Whom a plan (steps) of an exchange without draws contents after each try. places: (tries, per_try) as `change_t`;
   amounts: (tries, per_try). wants: (tries, parties), who gains or loses nothing by the plan; content: the same, who does
   not refuse it, walks out nowhere, keeps so much of its stake and is asked for no more trust. As soon as more than
   `failing` are found not to be content, no others are looked at, who count as content; below 0 none are.
   consent: whose yes is needed whatever they do; last: the most phases. */
CLONES EXPORT int standoff_mend(const standoff_exchange *x, const int64_t *plan, double pace, int64_t last,
                                int64_t consent, int64_t tries, int64_t per_try, const int64_t *places,
                                const double *amounts, double trust, double margin, int64_t failing, uint8_t *wants,
                                uint8_t *content) {
    const change_t *changes = (const change_t *)places;
    if (!all_fit(x, plan, last, tries, per_try, changes)) return BAD_LENGTH;
    copy_t *c = open_copy(x, last, (int)per_try);
    if (!c) return NO_MEMORY;
    group_t as_is_wants, as_is;
    double gain[MOST_PARTIES];
    make(x, plan, pace, last, 0, changes, amounts, c);
    as_is = refusing(c, (group_t)consent, &as_is_wants, gain);
    target_t target = {trust, margin, trust + NOTHING < 1};
    int64_t hard = 1, dear = 1;
    for (int64_t b = 0; b < tries; b++) {
        group_t want = as_is_wants, bad = as_is;
        int same = 1;
        make(x, plan, pace, last, (int)per_try, changes + b * per_try, amounts + b * per_try, c);
        for (int64_t w = 0; w < per_try; w++) {
            int64_t kind = changes[b * per_try + w].kind;
            same &= kind < 0 || NO_GAIN >> kind & 1;
        }
        if (!same) bad = refusing(c, (group_t)consent, &want, gain);
        if (ones(bad) <= failing) bad = discontented(c, &target, bad, failing, &hard, &dear);
        for (int i = 0; i < x->parties; i++) {
            wants[b * x->parties + i] = want >> i & 1;
            content[b * x->parties + i] = !(bad >> i & 1);
        }
    }
    close_copy(c);
    return FINE;
}

/* What a plan comes to after each try, in the words of its twin: as a share of a stake, the largest loss of a party that
   is needed (none: -infinity) and the smallest margin, with whose it is (none: infinity, of the first); and the trust
   that is asked (some margin is negative: NaN). loss, trust, margin: (tries); whose: (tries), of the margin. */
CLONES EXPORT int standoff_effects(const standoff_exchange *x, const int64_t *plan, double pace, int64_t last,
                                   int64_t consent, int64_t tries, int64_t per_try, const int64_t *places,
                                   const double *amounts, double *loss, double *trust, double *margin,
                                   int64_t *whose) {
    const change_t *changes = (const change_t *)places;
    if (!all_fit(x, plan, last, tries, per_try, changes)) return BAD_LENGTH;
    copy_t *c = open_copy(x, last, (int)per_try);
    if (!c) return NO_MEMORY;
    standing_t standing[MOST_PARTIES];
    for (int64_t b = 0; b < tries; b++) {
        double gain[MOST_PARTIES], least[MOST_PARTIES];
        group_t wants, needed;
        make(x, plan, pace, last, (int)per_try, changes + b * per_try, amounts + b * per_try, c);
        refusing(c, (group_t)consent, &wants, gain);
        needed = who_is_needed(c, (group_t)consent);
        loss[b] = -INFINITY;
        trust[b] = 0;
        for (int i = 0; i < x->parties; i++) {
            double lost = -gain[i] / (c->d.stake[i] > 0 ? c->d.stake[i] : 1);
            if (needed >> i & 1 && lost > loss[b]) loss[b] = lost;
            least[i] = INFINITY;
        }
        group_t all_sets = kernel_sets_tried(&c->d, c->plan);
        for (int64_t k = 0; k <= c->phases; k++) {
            kernel_look(&c->d, c->plan, c->starts, (int)k + 1, c->o);
            kernel_stand(c->o, all_sets, standing);
            for (int i = 0; i < x->parties; i++) {
                double left = standing[i].margin / (c->d.stake[i] > 0 ? c->d.stake[i] : 1);
                if (left < least[i]) least[i] = left;
                if (isnan(standing[i].trust) || standing[i].trust > trust[b]) trust[b] = standing[i].trust;
            }
        }
        whose[b] = 0;
        for (int i = 1; i < x->parties; i++)
            if (least[i] < least[whose[b]]) whose[b] = i;
        margin[b] = least[whose[b]];
    }
    close_copy(c);
    return FINE;
}
