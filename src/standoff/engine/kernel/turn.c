/* One phase of a deal on its own, from the set of steps made before it: what it asks of every party at the least,
   whatever comes later. The derivation stands in roadmap/bound.py. */

#include "bound.h"

#define MOST_TABULATED 6 /* members of an entry of which a table is made */
#define HAIR 1e-12       /* of quotients that are compared the last digits may go the other way */

static double larger(double a, double b) { return a > b ? a : b; }
static double smaller(double a, double b) { return a < b ? a : b; }

static const double *low_row(const tables_t *t, const family_t *f, set_t set) {
    return f->table + (size_t)(set & t->low) * f->count;
}

static const double *high_row(const tables_t *t, const family_t *f, set_t set) {
    return f->table + (((size_t)1 << t->half) + (set >> t->half)) * f->count;
}

static double sum_over(const tables_t *t, const family_t *f, int which, set_t set) {
    return low_row(t, f, set)[which] + high_row(t, f, set)[which];
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

/* All that the steps of each subset have, by halves. */
static void unite(const tables_t *t, uint32_t *table, const uint32_t *values, int n) {
    for (int part = 0; part < 2; part++) {
        int from = part * t->half, bits = part ? n - t->half : t->half;
        table[0] = 0;
        for (int b = 0; b < bits; b++)
            for (size_t set = 0; set < (size_t)1 << b; set++)
                table[((size_t)1 << b) + set] = table[set] | values[from + b];
        table += (size_t)1 << t->half;
    }
}

/* What all the steps of a set have. */
static uint32_t united(const tables_t *t, const uint32_t *table, set_t set) {
    return table[set & t->low] | table[((size_t)1 << t->half) + (set >> t->half)];
}

/* The lengths that phases can have, the least first, and how many; of each subset the longest of its steps. */
static void order_lengths(const standoff_deal *p, tables_t *t) {
    int n = p->n, count = 1;
    t->length[0] = p->pace;
    for (int j = 0; j < n; j++) {
        double length = p->length[j];
        int at = 0, l;
        if (!(length > p->pace)) continue;
        while (at < count && t->length[at] < length) at++;
        if (at < count && t->length[at] == length) continue;
        for (l = count++; l > at; l--) t->length[l] = t->length[l - 1];
        t->length[at] = length;
    }
    t->lengths = count;
    t->length[count] = INFINITY;
    for (int l = 0; l < count; l++)
        for (int i = 0; i < p->parties; i++) t->fade[l * p->parties + i] = exp(-t->length[l] * p->rate[i]);
    for (int i = 0; i < p->parties; i++) t->fade[count * p->parties + i] = 0;
    for (int part = 0; part < 2; part++) {
        int from = part * t->half, bits = part ? n - t->half : t->half;
        int32_t *table = t->longest + ((size_t)part << t->half);
        table[0] = 0;
        for (int b = 0; b < bits; b++) {
            int32_t own = 0;
            while (t->length[own] < p->length[from + b]) own++;
            for (size_t set = 0; set < (size_t)1 << b; set++)
                table[((size_t)1 << b) + set] = table[set] > own ? table[set] : own;
        }
    }
}

/* What an entry that is complete adds if these members come in the next phase: to a party, in a span that ends with the
   first of its steps. */
static double span(const standoff_deal *p, int i, int e, set_t next, const double *until_kept, const double *until_made,
                   const double *until_next) {
    double worth = p->entry_worth[i * p->entries + e], from = 0, to = until_kept[e];
    if (worth == 0) return 0;
    for (set_t rest = p->entry[e]; rest; rest &= rest - 1) {
        int j = first_of(rest);
        double until = next >> j & 1 ? until_next[j] : until_made[j];
        if (next >> j & 1 && p->takes[j] > from) from = p->takes[j];
        if (until < to) to = until;
    }
    return to > from ? worth * (exp(-from * p->rate[i]) - exp(-to * p->rate[i])) : 0;
}

/* The same of a column of the tables: to a course, then to each party if all stops, and for good. */
static double span_in(const standoff_deal *p, int column, int e, set_t next) {
    int i = column - p->courses, n = p->n, T = p->entries;
    if (i < 0)
        return span(p, p->party[column], e, next, p->until_kept + column * T, p->until_made + column * n,
                    p->until_next + column * n);
    if (i < p->parties) return span(p, i, e, next, p->stop_until_kept, p->stop_until_made, p->stop_until_next);
    return span(p, i - p->parties, e, next, p->never, p->never, p->never);
}

static size_t columns(const standoff_deal *p) { return (size_t)p->courses + 2 * (size_t)p->parties; }

/* The row of an entry that is complete, if of its members these come in the next phase. */
static const double *row_of(const standoff_deal *p, const tables_t *t, int e, set_t next) {
    if (t->spans_from[e] == NO_SPANS) return NULL;
    return t->spans + t->spans_from[e] + united(t, t->places + ((size_t)2 << t->half) * (size_t)e, next) * columns(p);
}

static void tabulate_spans(const standoff_deal *p, tables_t *t) {
    for (int e = 0; e < p->entries; e++) {
        uint32_t bit = 1, of_step[MOST_PLANNED] = {0};
        if (t->spans_from[e] == NO_SPANS) continue;
        for (set_t rest = p->entry[e]; rest; rest &= rest - 1, bit <<= 1) of_step[first_of(rest)] = bit;
        unite(t, t->places + ((size_t)2 << t->half) * (size_t)e, of_step, p->n);
        for (set_t part = p->entry[e];; part = (part - 1) & p->entry[e]) {
            double *row = t->spans + (row_of(p, t, e, part) - t->spans);
            for (int column = 0; column < (int)columns(p); column++) row[column] = span_in(p, column, e, part);
            if (!part) break;
        }
    }
}

SHARED void kernel_untabulate(tables_t *t) {
    free(t->all);
    free(t->whole);
    free(t->spans_from);
    free(t->completed);
    free(t->shown);
}

SHARED int kernel_tabulate(const standoff_deal *p, tables_t *t) {
    int n = p->n, N = p->parties, C = p->courses, S = p->singles, T = p->entries;
    t->half = (n + 1) / 2;
    t->low = ((set_t)1 << t->half) - 1;
    size_t each = (size_t)2 << t->half, of_spans = 0;
    t->all = NULL;
    t->whole = NULL;
    t->spans_from = malloc(sizeof(size_t) * (size_t)(T + 1));
    t->completed = malloc(sizeof(completed_t) * (size_t)(T + 1));
    t->shown = malloc((size_t)S + 1);
    for (int e = 0; t->spans_from && e < T; e++) {
        int members = ones(p->entry[e]);
        t->spans_from[e] = members > MOST_TABULATED ? NO_SPANS : of_spans;
        if (members <= MOST_TABULATED) of_spans += columns(p) << members;
    }
    size_t doubles = each * (size_t)(2 * C + S + 4 * N) + of_spans + (size_t)((n + 2) * (2 * N + 1) + C + 3 * S + 1);
    t->all = malloc(sizeof(double) * doubles);
    t->whole = malloc(sizeof(int32_t) * ((size_t)(3 + T) * each + (size_t)(C + 3 * S + n + 2)));
    if (!t->all || !t->whole || !t->spans_from || !t->completed || !t->shown) {
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
    t->spans = sum_up(t, room, &t->income, N, p->income, n);
    t->length = t->spans + of_spans;
    t->fade = t->length + n + 2;
    t->good = t->fade + (n + 2) * N;
    t->course = t->good + (n + 2) * N;
    t->value = t->course + C;
    t->joint = t->value + S;
    t->loss = t->joint + S;
    t->longest = t->whole;
    t->required = (uint32_t *)t->whole + each;
    t->beforehand = t->required + each;
    t->places = t->beforehand + each;
    t->needed = t->places + (size_t)T * each;
    t->own = (int32_t *)t->needed + C;
    t->sooner = t->own + S;
    t->at_once = t->sooner + S;
    t->good_known = t->at_once + S;
    order_lengths(p, t);
    unite(t, t->required, p->requires, n);
    unite(t, t->beforehand, p->earlier, n);
    tabulate_spans(p, t);
    for (int c = 0; c < C; c++) t->needed[c] = united(t, t->required, p->maybe[c]);
    t->completes = 0;
    t->first = 0;
    for (int i = 0; i < N; i++) {
        t->walks[i] = t->cut_own[i] = p->range[4 * i];
        t->cut_other[i] = -1;
        t->cut_openly[i] = 0;
    }
    return 1;
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

/* What the steps of a set require. */
SHARED uint32_t kernel_required(const tables_t *t, set_t steps) { return united(t, t->required, steps); }

/* How long a phase lasts, as a place among the lengths; -1 where it is not legal. */
SHARED int kernel_length(const standoff_deal *p, const tables_t *t, set_t made, set_t next) {
    set_t all = made | next;
    if (!p->allowed[all] || united(t, t->required, next) & ~all || united(t, t->beforehand, next) & ~made) return -1;
    int low = t->longest[next & t->low], high = t->longest[((size_t)1 << t->half) + (next >> t->half)];
    return low > high ? low : high;
}

SHARED void kernel_made(const standoff_deal *p, tables_t *t, set_t made, stand_t *o) {
    int N = p->parties, C = p->courses;
    double seen[MOST_PARTIES], so_far[MOST_PARTIES] = {0}, if_stopped[MOST_PARTIES] = {0}, *course = o->course;
    const double *low = low_row(t, &t->made, made), *high = high_row(t, &t->made, made);
    for (int c = 0; c < C; c++) course[c] = 0;
    for (int e = 0; e < p->entries; e++) {
        if (p->entry[e] & ~made) continue;
        const double *row = row_of(p, t, e, 0);
        for (int c = 0; c < C; c++) course[c] += row ? row[c] : span_in(p, c, e, 0);
        for (int i = 0; i < N; i++) {
            if_stopped[i] += row ? row[C + i] : span_in(p, C + i, e, 0);
            so_far[i] += row ? row[C + N + i] : span_in(p, C + N + i, e, 0);
        }
    }
    for (int c = 0; c < C; c++) course[c] = p->kept[c] + (low[c] + high[c]) + course[c];
    for (int i = 0; i < N; i++) {
        o->here[i] = p->for_good_kept[i] + sum_over(t, &t->for_good, i, made) + so_far[i];
        o->stop[i] = p->stop_kept[i] + sum_over(t, &t->stop_made, i, made) + if_stopped[i];
        seen[i] = p->kept_seen[i];
        for (set_t rest = made & p->back[i]; rest; rest &= rest - 1) seen[i] = larger(seen[i], p->seen[first_of(rest)]);
    }
    for (int i = 0; i < N; i++) {
        o->latest[i] = 0;
        for (int k = 0; k < N; k++)
            if (k != i) o->latest[i] = larger(o->latest[i], seen[k]);
    }
    for (int c = 0; c < p->singles; c++) t->shown[c] = p->always[c] || made & p->shows_made[c];
    for (int l = 0; l <= t->lengths; l++) t->good_known[l] = 0;
}

/* The steps of a phase that do not come in a course although they could, because something they require is missing. */
static set_t lacking_in(const standoff_deal *p, const tables_t *t, int c, set_t made, set_t next) {
    set_t maybe = next & p->maybe[c], lacks = maybe & p->lacking[c];
    set_t missing = (next & p->absent[c]) | (made & p->gone[c]) | lacks;
    if (!maybe || !(missing & t->needed[c])) return lacks;
    for (int grown = 1; grown;) {
        grown = 0;
        for (set_t rest = maybe & ~lacks; rest; rest &= rest - 1)
            if (p->requires[first_of(rest)] & missing) {
                lacks |= rest & (0 - rest);
                missing |= rest & (0 - rest);
                grown = 1;
            }
    }
    return lacks;
}

/* What the entries that a phase completes add in a column, if only these steps of it come. */
INLINE double completed_by(const standoff_deal *p, const tables_t *t, int column, set_t made, set_t follow) {
    double total = 0;
    for (int q = 0; q < t->completes; q++) {
        int e = t->completed[q].entry;
        const double *row = t->completed[q].row;
        if (follow != t->phase) {
            if (p->entry[e] & ~(made | follow) || !(p->entry[e] & follow)) continue;
            row = row_of(p, t, e, follow);
        }
        total += row ? row[column] : span_in(p, column, e, follow);
    }
    return total;
}

/* What a party has by a course within a phase; what shows after the phase is left to the caller. */
INLINE double worth_of(const standoff_deal *p, const tables_t *t, int c, set_t made, set_t next, const stand_t *stand) {
    set_t follow = next & p->maybe[c] ? next & ~lacking_in(p, t, c, made, next) : next;
    if (!follow) return stand->course[c];
    return stand->course[c] + (sum_over(t, &t->next, c, follow) + completed_by(p, t, c, made, follow));
}

/* The same of courses in a row (singles), into t->value. */
static void worths(const standoff_deal *p, tables_t *t, int begin, int end, set_t made, set_t next,
                   const stand_t *stand) {
    const double *low = low_row(t, &t->next, next), *high = high_row(t, &t->next, next), *course = stand->course;
    double *value = t->value, *joint = t->joint;
    if (!t->completes)
        for (int c = begin; c < end; c++) value[c] = course[c] + (low[c] + high[c]);
    else {
        for (int c = begin; c < end; c++) joint[c] = 0;
        for (int q = 0; q < t->completes; q++) {
            const double *row = t->completed[q].row;
            if (row)
                for (int c = begin; c < end; c++) joint[c] += row[c];
            else
                for (int c = begin; c < end; c++) joint[c] += span_in(p, c, t->completed[q].entry, next);
        }
        for (int c = begin; c < end; c++) value[c] = course[c] + (low[c] + high[c] + joint[c]);
    }
    for (int c = begin; c < end; c++)
        if (next & p->maybe[c] && lacking_in(p, t, c, made, next)) value[c] = worth_of(p, t, c, made, next, stand);
}

static int shows_in(const standoff_deal *p, const tables_t *t, int c, set_t next) {
    return t->shown[c] || next & p->shows_due[c];
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

/* Where others could breach a made step as well that shows after the phase: the good that might do to each party. */
static const double *good_of(const standoff_deal *p, tables_t *t, set_t made, int length) {
    int n = p->n, N = p->parties, T = p->entries;
    double *good = t->good + length * N, lasts = t->length[length];
    if (t->good_known[length]) return good;
    t->good_known[length] = 1;
    for (int i = 0; i < N; i++) {
        good[i] = p->kept_harm[i];
        for (int k = 0; k < N; k++)
            for (set_t rest = k == i ? 0 : made & p->back[k]; rest; rest &= rest - 1) {
                int j = first_of(rest);
                if (p->seen[j] > lasts) good[i] += p->harm[i * n + j];
            }
        for (int e = 0; e < T; e++) good[i] += larger(0, -p->entry_worth[i * T + e]);
    }
    return good;
}

/* What a party has by an own failure that shows in the phase, at the worst of what comes later. */
static double own_worth(const standoff_deal *p, const tables_t *t, int c, int i, set_t all, double fade, double lasts,
                        double value) {
    value -= p->cost[c];
    if (p->shows[c] > lasts) { /* later phases begin before it shows: this is the worst that they bring */
        set_t future = (((set_t)1 << p->n) - 1) & ~all;
        value += fade * (sum_over(t, &t->later, c, future) + yet_together(p, i, all, -1));
    }
    return value;
}

/* Whether a pair of failures asks for more than may be asked. */
static int asks_too_much(const standoff_deal *p, int i, double ask, double loss, double carry_on, const hope_t *hope) {
    return loss > 2e-9 * p->stake[i] && loss / (loss + larger(carry_on - ask, 0)) > hope->trust + HAIR;
}

/* What a party has by a failure of others that shows in the phase, at the best of what comes later. */
static double other_worth(const standoff_deal *p, const tables_t *t, int f, int i, set_t all, double fade, double lasts,
                          double value) {
    if (p->shows[f] > lasts) {
        set_t future = (((set_t)1 << p->n) - 1) & ~all;
        value += fade * (sum_over(t, &t->later, f, future) + yet_together(p, i, all, 1));
    }
    return value;
}

/* A phase of which a party cut the last one by a pair of failures: whether this pair cuts this one as well. */
static int cut_again(const standoff_deal *p, tables_t *t, int i, set_t made, set_t next, const stand_t *stand,
                     double lasts, double open, double carry_on, const hope_t *hope, double fade) {
    int c = t->cut_own[i], f = t->cut_other[i];
    if (f < 0 || !shows_in(p, t, c, next) || !shows_in(p, t, f, next)) return 0;
    double ask = open, loss, value = worth_of(p, t, f, made, next, stand);
    t->value[f] = value = other_worth(p, t, f, i, made | next, fade, lasts, value);
    if (t->cut_openly[i])
        loss = open - value;
    else {
        ask = own_worth(p, t, c, i, made | next, fade, lasts, worth_of(p, t, c, made, next, stand));
        loss = lost(p, t, c, f, made, next, stand, lasts);
    }
    return asks_too_much(p, i, ask, loss, carry_on, hope);
}

/* Remembers by which pair a party has just cut a phase, if that makes a pair wherever both of it show. */
static void remember(const standoff_deal *p, tables_t *t, int i, int own, set_t made, set_t next, const stand_t *stand,
                     double lasts, double open, double carry_on, const hope_t *hope) {
    const int32_t *range = p->range + 4 * i;
    if (range[1] - range[0] >= MOST_PAIRS) return;
    for (int f = range[1]; f < range[2]; f++) {
        if (!shows_in(p, t, f, next)) continue;
        for (int w = -1; w < own; w++) {
            int c = t->own[w < 0 ? 0 : w];
            if (w >= 0 && !(p->shows[f] > p->shows[c] || p->entangled[i])) continue;
            double ask = w < 0 ? open : t->value[c];
            double loss = w < 0 ? open - t->value[f] : lost(p, t, c, f, made, next, stand, lasts);
            if (!asks_too_much(p, i, ask, loss, carry_on, hope)) continue;
            t->cut_own[i] = c;
            t->cut_other[i] = f;
            t->cut_openly[i] = w < 0;
            return;
        }
    }
}

/* The pairs of a party at a turn, from what it has if all stops; 0 where it asks for too much whatever can be hoped
   for. */
static int pair_up(const standoff_deal *p, tables_t *t, int i, set_t made, set_t next, const stand_t *stand,
                   double lasts, double stop, const hope_t *hope, turn_t *o) {
    const int32_t *range = p->range + 4 * i;
    set_t all = made | next;
    int own = 0, late = stand->latest[i] > lasts + lasts * 1e-12, walks = t->walks[i];
    double open = stop - p->walkout_cost[i], exposed = 0, zero = 2e-9 * p->stake[i], fade = o->fade[i];
    double carry_on = hope ? o->here[i] + o->income[i] + fade * hope->future[i] : INFINITY;
    if (hope && shows_in(p, t, walks, next)) {
        double value = own_worth(p, t, walks, i, all, fade, lasts, worth_of(p, t, walks, made, next, stand));
        if (carry_on - larger(open, value) < -zero) return 0;
    }
    if (hope && cut_again(p, t, i, made, next, stand, lasts, open, carry_on, hope, fade)) return 0;
    worths(p, t, range[0], range[1], made, next, stand);
    o->walk_out[i] = o->soon[i] = open;
    for (int c = range[0]; c < range[1]; c++) {
        if (!shows_in(p, t, c, next)) continue;
        double value = own_worth(p, t, c, i, all, fade, lasts, t->value[c]);
        if (carry_on - value < -zero) {
            t->walks[i] = c;
            return 0;
        }
        if (!(p->shows[c] > lasts) && (!late || !(next & p->maybe[c])))
            o->soon[i] = larger(o->soon[i], value); /* whatever fails later, this comes to the same */
        o->walk_out[i] = larger(o->walk_out[i], value);
        t->value[c] = value;
        t->loss[c] = 0;
        t->sooner[c] = t->at_once[c] = -1;
        t->own[own++] = c;
    }
    if (!own) {
        o->walk_out[i] = -INFINITY; /* nothing to quit */
        return 1;
    }
    if (late) o->good[i] = good_of(p, t, made, (int)((o->fade - t->fade) / p->parties))[i];
    /* What carrying on and the lowest ask, before any pair is formed. */
    if (hope && kernel_asked(p, o, i, hope->future[i], hope->lowest[i]) > hope->trust + HAIR) return 0;
    worths(p, t, range[1], range[2], made, next, stand);
    for (int f = range[1]; f < range[2]; f++) {
        if (!shows_in(p, t, f, next)) continue;
        double value = t->value[f] = other_worth(p, t, f, i, all, fade, lasts, t->value[f]);
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
    if (!hope || kernel_asked(p, o, i, hope->future[i], hope->lowest[i]) <= hope->trust + HAIR) return 1;
    remember(p, t, i, own, made, next, stand, lasts, open, carry_on, hope);
    return 0;
}

/* Begins with a phase: how a point fades until the next one, and the entries that it completes. */
static void begin(const standoff_deal *p, tables_t *t, set_t made, set_t next, int length, turn_t *o) {
    set_t all = made | next;
    o->fade = t->fade + length * p->parties;
    t->phase = next;
    t->completes = 0;
    for (int e = 0; e < p->entries; e++)
        if (!(p->entry[e] & ~all) && p->entry[e] & next) {
            completed_t one = {e, row_of(p, t, e, next)};
            t->completed[t->completes++] = one;
        }
}

/* What the phase at hand is worth to a party for good. */
INLINE double income_of(const standoff_deal *p, const tables_t *t, int i) {
    double joint = 0;
    for (int q = 0, column = p->courses + p->parties + i; q < t->completes; q++) {
        const double *row = t->completed[q].row;
        joint += row ? row[column] : span_in(p, column, t->completed[q].entry, t->phase);
    }
    return sum_over(t, &t->income, i, t->phase) + joint;
}

SHARED void kernel_income(const standoff_deal *p, tables_t *t, set_t made, set_t next, int length, turn_t *o) {
    begin(p, t, made, next, length, o);
    for (int i = 0; i < p->parties; i++) o->income[i] = income_of(p, t, i);
}

SHARED int kernel_turn(const standoff_deal *p, tables_t *t, set_t made, set_t next, const stand_t *stand, int length,
                       const hope_t *hope, turn_t *o) {
    int N = p->parties;
    set_t lacking = next & p->costly, come;
    begin(p, t, made, next, length, o);
    for (int grown = (united(t, t->required, next) & lacking) != 0; grown;) {
        grown = 0;
        for (set_t rest = next & ~lacking; rest; rest &= rest - 1)
            if (p->requires[first_of(rest)] & lacking) {
                lacking |= rest & (0 - rest);
                grown = 1;
            }
    }
    come = next & ~lacking;
    for (int k = 0; k < N; k++) {
        int i = k ? k <= t->first ? k - 1 : k : t->first; /* who cut the last one may cut this one as well */
        o->here[i] = stand->here[i];
        o->income[i] = income_of(p, t, i);
        o->pairs[i] = 0;
        o->exposed[i] = o->good[i] = 0;
        if (p->range[4 * i] == p->range[4 * i + 1]) {
            o->walk_out[i] = -INFINITY;
            o->soon[i] = 0;
            continue;
        }
        double stop = stand->stop[i];
        if (come) stop += sum_over(t, &t->stop_next, i, come) + completed_by(p, t, p->courses + i, made, come);
        if (!pair_up(p, t, i, made, next, stand, t->length[length], stop, hope, o)) {
            t->first = i;
            return 0;
        }
    }
    return 1;
}

/* How low the future of each party can fall if others withhold in a phase, against what is made by then. */
SHARED void kernel_withheld(const standoff_deal *p, tables_t *t, set_t made, set_t next, const stand_t *stand,
                            turn_t *o) {
    for (int i = 0; i < p->parties; i++) {
        const int32_t *range = p->range + 4 * i;
        o->withheld[i] = INFINITY;
        worths(p, t, range[2], range[3], made, next, stand);
        for (int c = range[2]; c < range[3]; c++)
            if (shows_in(p, t, c, next)) o->withheld[i] = smaller(o->withheld[i], t->value[c] - stand->here[i]);
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
