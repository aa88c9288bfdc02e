/* One phase of a deal on its own, from the set of steps made before it: what it asks of every party at the least,
   whatever comes later. The derivation stands in roadmap/bound.py. */

#include "bound.h"

static double larger(double a, double b) { return a > b ? a : b; }
static double smaller(double a, double b) { return a < b ? a : b; }

static double sum_over(const tables_t *t, const family_t *f, int which, set_t set) {
    const double *high = f->table + (((size_t)1 << t->half) + (set >> t->half)) * f->count;
    return f->table[(set & (((set_t)1 << t->half) - 1)) * f->count + (size_t)which] + high[which];
}

/* Values (count, n). */
static double *sum_up(const tables_t *t, double *table, family_t *f, int count, const double *values, int n) {
    size_t C = f->count = (size_t)count;
    f->table = table;
    for (int part = 0; part < 2; part++) {
        int from = part * t->half, bits = part ? n - t->half : t->half;
        for (size_t c = 0; c < C; c++) table[c] = 0;
        for (int b = 0; b < bits; b++)
            for (size_t set = 0; set < (size_t)1 << b; set++)
                for (size_t c = 0; c < C; c++)
                    table[(((size_t)1 << b) + set) * C + c] = table[set * C + c] + values[c * (size_t)n + from + b];
        table += C << t->half;
    }
    return table;
}

SHARED void kernel_untabulate(tables_t *t) {
    free(t->all);
    free(t->own);
}

SHARED int kernel_tabulate(const standoff_deal *p, tables_t *t) {
    int n = p->n, N = p->parties, C = p->courses, S = p->singles;
    t->half = (n + 1) / 2;
    size_t each = (size_t)2 << t->half;
    t->all = malloc(sizeof(double) * (each * (size_t)(2 * C + S + 4 * N) + (size_t)(C + 2 * S + 1)));
    t->own = malloc(sizeof(int32_t) * (size_t)(3 * S + 1));
    if (!t->all || !t->own) {
        kernel_untabulate(t);
        return 0;
    }
    double *room = t->all;
    room = sum_up(t, room, &t->made, C, p->made, n);
    room = sum_up(t, room, &t->next, C, p->next, n);
    room = sum_up(t, room, &t->later, S, p->later, n);
    room = sum_up(t, room, &t->stop_made, N, p->stop_made, n);
    room = sum_up(t, room, &t->stop_next, N, p->stop_next, n);
    room = sum_up(t, room, &t->for_good, N, p->for_good, n);
    t->course = sum_up(t, room, &t->income, N, p->income, n);
    t->value = t->course + C;
    t->loss = t->value + S;
    t->sooner = t->own + S;
    t->at_once = t->sooner + S;
    return 1;
}

/* What the entries add to a party that the next phase completes; without one, those that are complete. */
static double together(const standoff_deal *p, int i, set_t made, set_t next, const double *until_kept,
                       const double *until_made, const double *until_next) {
    double total = 0;
    for (int e = 0; e < p->entries; e++) {
        double worth = p->entry_worth[i * p->entries + e], from = 0, to = until_kept[e];
        if (worth == 0 || p->entry[e] & ~(made | next) || (next && !(p->entry[e] & next))) continue;
        for (set_t rest = p->entry[e]; rest; rest &= rest - 1) {
            int j = first_of(rest);
            double until = next >> j & 1 ? until_next[j] : until_made[j];
            if (next >> j & 1 && p->takes[j] > from) from = p->takes[j];
            if (until < to) to = until;
        }
        if (to > from) total += worth * (exp(-from * p->rate[i]) - exp(-to * p->rate[i]));
    }
    return total;
}

/* What entries that are not complete could at the most add (sign 1) or take away (sign -1) later on. */
static double yet_together(const standoff_deal *p, int i, set_t all, int sign) {
    double total = 0;
    for (int e = 0; e < p->entries; e++) {
        double worth = p->entry_worth[i * p->entries + e];
        if (worth * sign > 0 && p->entry[e] & ~all) total += worth;
    }
    return total;
}

/* How long a phase lasts; negative where it is not legal. */
SHARED double kernel_length(const standoff_deal *p, set_t made, set_t next) {
    set_t all = made | next;
    double longest = p->pace;
    if (!p->allowed[all]) return -1;
    for (set_t rest = next; rest; rest &= rest - 1) {
        int j = first_of(rest);
        if (p->requires[j] & ~all || p->earlier[j] & ~made) return -1;
        if (p->length[j] > longest) longest = p->length[j];
    }
    return longest;
}

SHARED void kernel_made(const standoff_deal *p, const tables_t *t, set_t made, stand_t *o) {
    int n = p->n, N = p->parties, T = p->entries;
    double seen[MOST_PARTIES];
    for (int i = 0; i < N; i++) {
        o->here[i] = p->for_good_kept[i] + sum_over(t, &t->for_good, i, made) +
                     together(p, i, made, 0, p->never, p->never, p->never);
        o->stop[i] = p->stop_kept[i] + sum_over(t, &t->stop_made, i, made) +
                     together(p, i, made, 0, p->stop_until_kept, p->stop_until_made, p->stop_until_next);
        seen[i] = p->kept_seen[i];
        for (set_t rest = made & p->back[i]; rest; rest &= rest - 1) seen[i] = larger(seen[i], p->seen[first_of(rest)]);
    }
    for (int i = 0; i < N; i++) {
        o->latest[i] = 0;
        for (int k = 0; k < N; k++)
            if (k != i) o->latest[i] = larger(o->latest[i], seen[k]);
    }
    for (int c = 0; c < p->courses; c++)
        o->course[c] =
            p->kept[c] + sum_over(t, &t->made, c, made) +
            together(p, p->party[c], made, 0, p->until_kept + c * T, p->until_made + c * n, p->until_next + c * n);
}

/* The steps of a phase that do not come in a course although they could, because something they require is missing. */
static set_t lacking_in(const standoff_deal *p, int c, set_t made, set_t next) {
    set_t maybe = next & p->maybe[c], lacks = maybe & p->lacking[c];
    set_t missing = (next & p->absent[c]) | (made & p->gone[c]) | lacks;
    if (!maybe || !missing) return lacks;
    for (int grown = 1; grown;) {
        grown = 0;
        for (set_t rest = maybe & ~lacks; rest; rest &= rest - 1)
            if (p->requires[first_of(rest)] & missing) {
                lacks |= rest & -rest;
                missing |= rest & -rest;
                grown = 1;
            }
    }
    return lacks;
}

/* What a party has by a course within a phase; what shows after the phase is left to the caller. */
static double worth_of(const standoff_deal *p, const tables_t *t, int c, set_t made, set_t next, const stand_t *stand) {
    size_t n = (size_t)p->n, T = (size_t)p->entries;
    double value = stand->course[c];
    set_t follow = next & ~lacking_in(p, c, made, next);
    if (follow)
        value += sum_over(t, &t->next, c, follow) + together(p, p->party[c], made, follow, p->until_kept + c * T,
                                                            p->until_made + c * n, p->until_next + c * n);
    return value;
}

static int shows_in(const standoff_deal *p, int c, set_t made, set_t next) {
    return p->always[c] || made & p->shows_made[c] || next & p->shows_due[c];
}

/* A pair of an own failure and the largest loss; one that is worth less and loses less says nothing more. */
static void add_pair(turn_t *o, int i, double ask, double loss) {
    int left = 0;
    for (int l = 0; l < o->pairs[i]; l++)
        if (o->ask[i][l] >= ask && o->loss[i][l] >= loss) return;
    for (int l = 0; l < o->pairs[i]; l++) {
        if (o->ask[i][l] <= ask && o->loss[i][l] <= loss) continue;
        o->ask[i][left] = o->ask[i][l];
        o->loss[i][left++] = o->loss[i][l];
    }
    if (left < MOST_PAIRS) {
        o->ask[i][left] = ask;
        o->loss[i][left++] = loss;
    }
    o->pairs[i] = left;
}

/* How much more a party has that fails as well by an own failure (w), if others fail by f, which is worth t->value. */
static double lost(const standoff_deal *p, const tables_t *t, int w, int f, set_t made, set_t next,
                   const stand_t *stand, double lasts) {
    int both = p->together[w] + p->together[f];
    if (p->shows[both] <= lasts) return worth_of(p, t, both, made, next, stand) - p->cost[both] - t->value[f];
    if (p->shows[f] != p->shows[both] || p->entangled[p->party[w]]) return 0;
    return stand->course[both] - p->cost[both] - stand->course[f]; /* the same later phases come in both */
}

/* The pairs of a party at a turn, from what it has if all stops. */
static void pair_up(const standoff_deal *p, const tables_t *t, int i, set_t made, set_t next, const stand_t *stand,
                    double lasts, double stop, turn_t *o) {
    const int32_t *range = p->range + 4 * i;
    set_t all = made | next, future = (((set_t)1 << p->n) - 1) & ~all;
    int own = 0, late = stand->latest[i] > lasts + lasts * 1e-12;
    double open = stop - p->walkout_cost[i], exposed = 0, zero = 2e-9 * p->stake[i];
    o->walk_out[i] = o->soon[i] = open;
    for (int c = range[0]; c < range[1]; c++) {
        if (!shows_in(p, c, made, next)) continue;
        double value = worth_of(p, t, c, made, next, stand) - p->cost[c];
        if (p->shows[c] > lasts) /* later phases begin before it shows: this is the worst that they bring */
            value += o->fade[i] * (sum_over(t, &t->later, c, future) + yet_together(p, i, all, -1));
        else if (!late || !(next & p->maybe[c])) /* whatever fails later, this comes to the same */
            o->soon[i] = larger(o->soon[i], value);
        o->walk_out[i] = larger(o->walk_out[i], value);
        t->value[c] = value;
        t->loss[c] = 0;
        t->sooner[c] = t->at_once[c] = -1;
        t->own[own++] = c;
    }
    if (!own) {
        o->walk_out[i] = -INFINITY; /* nothing to quit */
        return;
    }
    for (int f = range[1]; f < range[2]; f++) {
        if (!shows_in(p, f, made, next)) continue;
        double value = worth_of(p, t, f, made, next, stand);
        if (p->shows[f] > lasts)
            value += o->fade[i] * (sum_over(t, &t->later, f, future) + yet_together(p, i, all, 1));
        t->value[f] = value;
        exposed = larger(exposed, open - value);
        for (int w = 0; w < own; w++) {
            int c = t->own[w];
            int32_t *last = p->shows[f] < p->shows[c] ? t->sooner + c : t->at_once + c;
            if (p->shows[f] > p->shows[c] || p->entangled[i])
                t->loss[c] = larger(t->loss[c], lost(p, t, c, f, made, next, stand, lasts));
            else if (*last < 0 || p->shows[f] > p->shows[*last])
                *last = f; /* until it shows, quitting saves costs: the more, the later */
        }
    }
    if (exposed > zero) add_pair(o, i, open, exposed);
    for (int w = 0; w < own; w++) {
        int c = t->own[w], last[2] = {t->sooner[c], t->at_once[c]};
        double loss = t->loss[c];
        for (int k = 0; k < 2; k++)
            if (last[k] >= 0) loss = larger(loss, lost(p, t, c, last[k], made, next, stand, lasts));
        exposed = larger(exposed, loss);
        if (loss > zero) add_pair(o, i, t->value[c], loss);
    }
    o->exposed[i] = exposed;
}

SHARED void kernel_turn(const standoff_deal *p, const tables_t *t, set_t made, set_t next, const stand_t *stand,
                      double lasts, turn_t *o) {
    int n = p->n, N = p->parties, T = p->entries;
    set_t lacking = next & p->costly, come;
    for (int grown = 1; grown;) {
        grown = 0;
        for (set_t rest = next & ~lacking; rest; rest &= rest - 1)
            if (p->requires[first_of(rest)] & lacking) {
                lacking |= rest & -rest;
                grown = 1;
            }
    }
    come = next & ~lacking;
    for (int i = 0; i < N; i++) {
        const int32_t *range = p->range + 4 * i;
        o->here[i] = stand->here[i];
        o->pairs[i] = 0;
        o->exposed[i] = o->good[i] = 0;
        o->withheld[i] = INFINITY;
        o->fade[i] = next ? exp(-lasts * p->rate[i]) : 0;
        o->income[i] =
            sum_over(t, &t->income, i, next) + (next ? together(p, i, made, next, p->never, p->never, p->never) : 0);
        double stop = stand->stop[i];
        if (come)
            stop += sum_over(t, &t->stop_next, i, come) +
                    together(p, i, made, come, p->stop_until_kept, p->stop_until_made, p->stop_until_next);
        pair_up(p, t, i, made, next, stand, lasts, stop, o);
        for (int c = range[2]; c < range[3]; c++)
            if (shows_in(p, c, made, next))
                o->withheld[i] = smaller(o->withheld[i], worth_of(p, t, c, made, next, stand) - stand->here[i]);
        /* Where others could breach a made step as well that would show later still: the good that might do. */
        if (stand->latest[i] <= lasts + lasts * 1e-12) continue;
        o->good[i] = p->kept_harm[i];
        for (int k = 0; k < N; k++)
            for (set_t rest = k == i ? 0 : made & p->back[k]; rest; rest &= rest - 1) {
                int j = first_of(rest);
                if (p->seen[j] > lasts) o->good[i] += p->harm[i * n + j];
            }
        for (int e = 0; e < T; e++) o->good[i] += larger(0, -p->entry_worth[i * T + e]);
    }
}

/* At least so much trust is asked of a party at this turn, if the future is worth this to it, and so much at the lowest
   when others fail in it (against what is made by then); 2 where it walks out or is exposed beyond its cap. */
SHARED double kernel_asked(const standoff_deal *p, const turn_t *o, int i, double future, double lowest) {
    if (o->walk_out[i] == -INFINITY) return 0;
    double zero = 2e-9 * p->stake[i]; /* margins and exposures of a billionth of the stake are zero */
    double so_far = o->here[i] + o->income[i], carry_on = so_far + o->fade[i] * future;
    double exposed = o->exposed[i], trust = 0;
    if (carry_on - o->walk_out[i] < -zero) return 2;
    if (lowest < INFINITY) {
        double loss = o->soon[i] - o->good[i] - so_far - o->fade[i] * lowest;
        exposed = larger(exposed, loss);
        if (loss > zero) trust = loss / (loss + larger(carry_on - o->soon[i], 0));
    }
    if (exposed > p->most_exposed[i] + zero) return 2;
    for (int l = 0; l < o->pairs[i]; l++)
        trust = larger(trust, o->loss[i][l] / (o->loss[i][l] + larger(carry_on - o->ask[i][l], 0)));
    return trust;
}
