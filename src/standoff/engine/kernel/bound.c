/* The bound on the trust that any plan of a deal asks for, and the search from the end that proves it: labels of what
   can still come from each set of made steps (prospects), what it must come to (needs), and branch and bound (close).
   The derivation stands in roadmap/bound.py. */

#include "bound.h"

/* Labels keep what is best for the bound: small first entries (`down` of them), large others. Full: two are joined. */
static void keep(double *labels, int32_t *count, int most, int dims, int stride, int down, const double *label,
                 const double *stake, int N) {
    int left = 0;
    for (int l = 0; l < *count; l++) {
        double *o = labels + (size_t)l * stride;
        int k = 0;
        while (k < dims && (k < down ? o[k] <= label[k] : o[k] >= label[k])) k++;
        if (k < dims) continue;
        for (int e = 0; l && e < stride; e++) { /* to the front: it will dominate others as well */
            double one = o[e];
            o[e] = labels[e];
            labels[e] = one;
        }
        return;
    }
    for (int l = 0; l < *count; l++) {
        double *o = labels + (size_t)l * stride;
        int k = 0;
        while (k < dims && (k < down ? o[k] >= label[k] : o[k] <= label[k])) k++;
        if (k == dims) continue;
        if (left != l) memcpy(labels + (size_t)left * stride, o, sizeof(double) * (size_t)stride);
        left++;
    }
    *count = left;
    if (left < most) {
        memcpy(labels + (size_t)left * stride, label, sizeof(double) * (size_t)stride);
        *count = left + 1;
        return;
    }
    int nearest = 0;
    double distance = INFINITY, joined[3 + 2 * MOST_PARTIES];
    for (int l = 0; l < left; l++) {
        const double *o = labels + (size_t)l * stride;
        double far = 0;
        for (int k = 0; k < dims; k++)
            if (o[k] != label[k]) {
                double unit = down == dims ? stake[k % N] : k ? stake[(k - 1) % N] : 0.25;
                far += fmin(unit > 0 ? fabs(o[k] - label[k]) / unit : 1e6, 1e6);
            }
        if (far < distance) {
            distance = far;
            nearest = l;
        }
    }
    double *o = labels + (size_t)nearest * stride;
    for (int k = 0; k < stride; k++)
        joined[k] = k >= dims ? label[k] : k < down ? fmin(o[k], label[k]) : fmax(o[k], label[k]);
    memmove(o, labels + (size_t)(left - 1) * stride, sizeof(double) * (size_t)stride);
    *count = left - 1;
    keep(labels, count, most, dims, stride, down, joined, stake, N);
}

static int closed(const standoff_deal *p, const tables_t *t, set_t made) {
    return (!made || p->allowed[made]) && !(kernel_required(t, made) & ~made);
}

static double rounded_up(double value, double stake) {
    double grain = stake / 8192;
    return grain > 0 && isfinite(value) ? ceil(value / grain - 1e-6) * grain : value;
}

static int beyond(const standoff_deal *p, int64_t highest, int64_t lowest) {
    int n = p->n, N = p->parties;
    return n < 1 || n > MOST_PLANNED || N < 1 || N > MOST_PARTIES || highest >= (int64_t)1 << n || lowest < 0;
}

/* The most that the future can be worth to each party at each set, if nobody ever fails: hopes (stride 2 parties), for
   sets highest down to lowest; -inf where nothing legal can follow. The second half, how low it can fall, is not known
   yet. Rounded as labels are, which therefore promise no more. */
EXPORT int standoff_hopes(const standoff_deal *p, int64_t highest, int64_t lowest, double *hopes) {
    if (beyond(p, highest, lowest)) return BAD_LENGTH;
    int N = p->parties;
    set_t full = ((set_t)1 << p->n) - 1;
    tables_t t;
    turn_t turn;
    if (!kernel_tabulate(p, &t)) return NO_MEMORY;
    for (int64_t at = highest; at >= lowest; at--) {
        set_t made = (set_t)at, rest = full & ~made;
        double *best = hopes + (size_t)made * 2 * N;
        for (int i = 0; i < N; i++) {
            best[i] = rest ? -INFINITY : 0;
            best[N + i] = INFINITY;
        }
        if (!closed(p, &t, made))
            best[0] = -INFINITY;
        else
            for (set_t next = rest; next; next = (next - 1) & rest) {
                const double *after = hopes + (size_t)(made | next) * 2 * N;
                int length;
                if (after[0] == -INFINITY || (length = kernel_length(p, &t, made, next)) < 0) continue;
                kernel_income(p, &t, made, next, length, &turn);
                for (int i = 0; i < N; i++) {
                    double worth = turn.income[i] + turn.fade[i] * after[i];
                    if (worth > best[i]) best[i] = worth;
                }
            }
        for (int i = 0; made && i < N; i++) best[i] = rounded_up(best[i], p->stake[i]);
    }
    kernel_untabulate(&t);
    return FINE;
}

static void hope_for(hope_t *hope, const double *hopes, set_t all, int N) {
    memcpy(hope->future, hopes + (size_t)all * 2 * N, sizeof(double) * (size_t)N);
    memcpy(hope->lowest, hopes + (size_t)all * 2 * N + N, sizeof(double) * (size_t)N);
}

static int wanted(const standoff_deal *p, const turn_t *turn, const double *future) {
    for (int i = 0; i < p->parties; i++)
        if (p->refusing[i] && turn->income[i] + turn->fade[i] * future[i] < -2e-9 * p->stake[i]) return 0;
    return 1;
}

/* Which sets can be come to from nothing made, lowest to highest, by phases that ask for no more than `ceiling` if what
   is hoped for comes: open (2^n). No other set matters to what is found at nothing made. */
EXPORT int standoff_open(const standoff_deal *p, double ceiling, int64_t lowest, int64_t highest, const double *hopes,
                         uint8_t *open) {
    if (beyond(p, highest, lowest)) return BAD_LENGTH;
    int N = p->parties;
    set_t full = ((set_t)1 << p->n) - 1;
    tables_t t;
    turn_t turn;
    stand_t stand;
    hope_t hope;
    if (!kernel_tabulate(p, &t)) return NO_MEMORY;
    stand.course = t.course;
    hope.trust = ceiling;
    for (int64_t at = lowest; at <= highest; at++) {
        set_t made = (set_t)at, rest = full & ~made;
        if (!made) open[0] = hopes[0] > -INFINITY;
        if (!open[made]) continue;
        kernel_made(p, &t, made, &stand);
        for (set_t next = rest; next; next = (next - 1) & rest) {
            set_t all = made | next;
            int length;
            if (open[all] || hopes[(size_t)all * 2 * N] == -INFINITY) continue;
            if ((length = kernel_length(p, &t, made, next)) < 0) continue;
            hope_for(&hope, hopes, all, N);
            open[all] = (uint8_t)(kernel_turn(p, &t, made, next, &stand, length, &hope, &turn) &&
                                  (made || wanted(p, &turn, hope.future)));
        }
    }
    kernel_untabulate(&t);
    return FINE;
}

/* Labels of what can still come from each set of made steps, for those that are open, highest down to lowest. A label
   (stride 3 + 2 parties): the trust asked, what the future is worth to each party, how low it can fall by withholding,
   and the next phase and label that it is from. Only labels that ask for no more than `ceiling` are kept. Hopes: what
   the labels of a set promise at the best. */
EXPORT int standoff_prospects(const standoff_deal *p, double ceiling, int64_t highest, int64_t lowest,
                              const uint8_t *open, double *hopes, double *labels, int32_t *counts) {
    if (beyond(p, highest, lowest)) return BAD_LENGTH;
    int N = p->parties, dims = 1 + 2 * N, stride = dims + 2;
    set_t full = ((set_t)1 << p->n) - 1;
    double label[3 + 2 * MOST_PARTIES];
    tables_t t;
    turn_t turn;
    stand_t stand;
    hope_t hope;
    if (!kernel_tabulate(p, &t)) return NO_MEMORY;
    stand.course = t.course;
    hope.trust = ceiling;
    for (int64_t at = highest; at >= lowest; at--) {
        set_t made = (set_t)at, rest = full & ~made;
        counts[made] = 0;
        if (!open[made]) continue;
        kernel_made(p, &t, made, &stand);
        for (set_t next = rest;; next = (next - 1) & rest) {
            if (!next && rest) break; /* only from the whole deal does nothing more come */
            set_t all = made | next;
            if (next && !counts[all]) continue;
            int length = next ? kernel_length(p, &t, made, next) : t.lengths, fell = 0;
            if (length < 0) continue;
            hope_for(&hope, hopes, all, N);
            if (!kernel_turn(p, &t, made, next, &stand, length, next ? &hope : NULL, &turn)) continue;
            for (int l = 0; l < (next ? counts[all] : 1); l++) {
                const double *o = labels + ((size_t)all * p->most_labels + l) * stride;
                double score = next ? o[0] : 0;
                int fits = 1;
                for (int i = 0; i < N && fits; i++) {
                    double future = next ? o[1 + i] : 0;
                    double least = kernel_asked(p, &turn, i, future, next ? o[1 + N + i] : INFINITY);
                    if (least > score) score = least;
                    label[1 + i] = turn.income[i] + turn.fade[i] * future;
                    if (score > ceiling || (!made && p->refusing[i] && label[1 + i] < -2e-9 * p->stake[i])) fits = 0;
                }
                if (!fits) continue;
                if (!fell++) kernel_withheld(p, &t, made, next, &stand, &turn);
                for (int i = 0; i < N; i++) {
                    double falls = next ? o[1 + N + i] : INFINITY;
                    label[1 + N + i] =
                        fmin(turn.withheld[i], falls < INFINITY ? turn.income[i] + turn.fade[i] * falls : INFINITY);
                }
                label[0] = floor(score * 4096) / 4096;
                for (int i = 0; made && i < 2 * N; i++) label[1 + i] = rounded_up(label[1 + i], p->stake[i % N]);
                label[dims] = next;
                label[dims + 1] = l;
                keep(labels + (size_t)made * p->most_labels * stride, counts + made, p->most_labels, dims, stride, 1,
                     label, p->stake, N);
            }
            if (!next) break;
        }
        double *best = hopes + (size_t)made * 2 * N;
        for (int k = 0; k < 2 * N; k++) best[k] = -INFINITY;
        for (int l = 0; l < counts[made]; l++) {
            const double *o = labels + ((size_t)made * p->most_labels + l) * stride + 1;
            for (int k = 0; k < 2 * N; k++)
                if (o[k] > best[k]) best[k] = o[k];
        }
    }
    kernel_untabulate(&t);
    return FINE;
}

/* What has to come after a phase so that it is worth this at its start. What fades to nothing can neither give it nor
   fail to; nothing is within rounding there. */
static double needed_after(double worth, double fade, double stake) {
    if (fade > 0) return -rounded_up(-worth / fade, stake);
    return worth > 1e-9 * stake ? INFINITY : -INFINITY;
}

/* Whether a future satisfies some needs at a set. */
static int meets(const standoff_deal *p, const double *needs, int32_t count, double trust, const double *future,
                 const double *lowest) {
    int N = p->parties;
    for (int l = 0; l < count; l++) {
        const double *o = needs + (size_t)l * 2 * N;
        int i = 0;
        while (i < N && future[i] >= o[i] &&
               (lowest[i] == INFINITY || trust * future[i] + (1 - trust) * lowest[i] >= o[N + i]))
            i++;
        if (i == N) return 1;
    }
    return 0;
}

/* What the future must be worth at each set, lowest to highest, so that the phases before it can ask for no more than
   `trust`. Needs (stride 2 parties): the worth of the future; and trust * worth + (1 - trust) * how low it can fall. */
EXPORT int standoff_needs(const standoff_deal *p, double trust, int64_t lowest, int64_t highest, const double *hopes,
                          const double *labels, const int32_t *counts, double *needs, int32_t *need_counts) {
    if (beyond(p, highest, lowest)) return BAD_LENGTH;
    int N = p->parties, stride = 3 + 2 * N;
    set_t full = ((set_t)1 << p->n) - 1;
    double need[3 + 2 * MOST_PARTIES];
    tables_t t;
    turn_t turn;
    stand_t stand;
    hope_t hope;
    if (!kernel_tabulate(p, &t)) return NO_MEMORY;
    stand.course = t.course;
    hope.trust = trust + 1e-9;
    for (int64_t at = lowest; at <= highest; at++) {
        set_t made = (set_t)at, rest = full & ~made;
        if (!made) {
            for (int i = 0; i < N; i++) {
                needs[i] = p->refusing[i] ? -2e-9 * p->stake[i] : -INFINITY; /* who can refuse wants the deal */
                needs[N + i] = -INFINITY;
            }
            need_counts[0] = 1;
        }
        if (!need_counts[made]) continue;
        kernel_made(p, &t, made, &stand);
        for (set_t next = rest; next; next = (next - 1) & rest) {
            set_t all = made | next;
            int length;
            if (!counts[all] || (length = kernel_length(p, &t, made, next)) < 0) continue;
            hope_for(&hope, hopes, all, N);
            if (!kernel_turn(p, &t, made, next, &stand, length, &hope, &turn)) continue;
            for (int l = 0; l < need_counts[made]; l++) {
                const double *o = needs + ((size_t)made * p->most_labels + l) * 2 * N;
                for (int i = 0; i < N; i++) {
                    double zero = 2e-9 * p->stake[i], future = o[i], both = o[N + i];
                    if (turn.walk_out[i] > -INFINITY) {
                        double ask = turn.walk_out[i], fear = (1 - trust) / trust;
                        for (int q = 0; q < turn.pairs[i]; q++)
                            ask = fmax(ask, turn.ask[i][q] + fear * turn.loss[i][q]);
                        future = fmax(future, ask - turn.here[i] - zero);
                        both = fmax(both, turn.soon[i] - (1 - trust) * turn.good[i] - turn.here[i] - zero);
                    }
                    need[i] = needed_after(future - turn.income[i], turn.fade[i], p->stake[i]);
                    need[N + i] = needed_after(both - turn.income[i], turn.fade[i], p->stake[i]);
                }
                for (int f = 0; f < counts[all]; f++) {
                    const double *future = labels + ((size_t)all * p->most_labels + f) * stride + 1;
                    if (!meets(p, need, 1, trust, future, future + N)) continue;
                    keep(needs + (size_t)all * p->most_labels * 2 * N, need_counts + all, p->most_labels, 2 * N, 2 * N,
                         2 * N, need, p->stake, N);
                    break;
                }
            }
        }
    }
    kernel_untabulate(&t);
    return FINE;
}

/* The most trust asked at the start of the first of these phases (the last first), exactly; 2 where somebody walks out.
 */
static double first_row(const standoff_deal *p, const draw_t *d, moment_t *o, const int32_t *step, const int64_t *kept,
                        set_t made, const uint32_t *phases, int count) {
    int64_t plan[MOST_STEPS];
    double starts[MOST_PLANNED + 2] = {0}, worst = 0;
    standing_t standing[MOST_PARTIES];
    memcpy(plan, kept, sizeof(int64_t) * (size_t)d->steps);
    for (set_t rest = made; rest; rest &= rest - 1) plan[step[first_of(rest)]] = 0;
    for (int k = 1; k <= count; k++) {
        double longest = p->pace;
        for (set_t rest = phases[count - k]; rest; rest &= rest - 1) {
            int j = first_of(rest);
            plan[step[j]] = k;
            if (p->length[j] > longest) longest = p->length[j];
        }
        starts[k] = starts[k - 1] + longest;
    }
    kernel_look(d, plan, starts, 1, o);
    kernel_stand(o, d->all_sets, standing);
    for (int i = 0; i < d->parties; i++) {
        if (isnan(standing[i].trust) || standing[i].exposure > p->most_exposed[i] + 1e-9 * p->stake[i]) return 2;
        if (standing[i].trust > worst) worst = standing[i].trust;
    }
    return worst;
}

/* Branch and bound from the last phase to the first: what happens from a phase on does not depend on the order of those
   before it, so every row is assessed exactly, and the needs say whether the rest can still be arranged.
   step (n): the step of each planned one; kept (steps): 0 for kept ones, -1 for others; rows: at most so many now. */
EXPORT int standoff_close(const standoff_deal *p, const standoff_exchange *x, const double *needs,
                          const int32_t *need_counts, const int32_t *step, const int64_t *kept, int64_t most_phases,
                          int64_t rows, standoff_search *v) {
    int n = p->n, N = p->parties;
    if (n < 1 || n > MOST_PLANNED || N < 1 || N > MOST_PARTIES || x->parties != N || x->steps > MOST_STEPS || x->drawn)
        return BAD_LENGTH;
    set_t full = ((set_t)1 << n) - 1;
    tables_t t;
    draw_t *d = malloc(sizeof *d);
    moment_t *o = kernel_moment(x);
    if (!d || !o || !kernel_tabulate(p, &t)) {
        free(d);
        free(o);
        return NO_MEMORY;
    }
    kernel_read_draw(x, 0, d);
    stand_t stand;
    hope_t hope;
    stand.course = t.course;
    int64_t until = v->rows + rows;
    if (v->depth == -2) { /* begin: after the end of the plan */
        v->depth = 0;
        v->made[0] = v->next[0] = full;
        v->worst[0] = first_row(p, d, o, step, kept, full, v->next, 0);
        v->rows++;
        for (int i = 0; i < N; i++) {
            v->future[0][i] = 0;
            v->lowest[0][i] = INFINITY;
        }
        if (v->worst[0] > v->trust) v->depth = -1;
    }
    while (v->depth >= 0 && v->rows < until) {
        int at = v->depth;
        set_t made = v->made[at], next = v->next[at];
        if (!next || v->worst[at] > v->trust || at >= most_phases) {
            /* All phases that could come last here have been tried: back to the one after it. */
            if (--v->depth >= 0) v->next[v->depth] = (v->next[v->depth] - 1) & v->made[v->depth];
            continue;
        }
        set_t before = made & ~next;
        int length = need_counts[before] && closed(p, &t, before) ? kernel_length(p, &t, before, next) : -1;
        turn_t turn;
        int goes_on = length >= 0;
        if (goes_on) {
            double worst = v->worst[at], *future = v->future[at + 1], *lowest = v->lowest[at + 1];
            kernel_income(p, &t, before, next, length, &turn);
            for (int i = 0; i < N; i++) {
                future[i] = turn.income[i] + turn.fade[i] * v->future[at][i];
                lowest[i] = INFINITY;
            }
            /* What the future is worth is quickly seen, and often too little however low it can fall. */
            const double *needed = needs + (size_t)before * p->most_labels * 2 * N;
            goes_on = meets(p, needed, need_counts[before], v->needs_trust, future, lowest);
            if (goes_on) {
                hope.trust = v->trust;
                memcpy(hope.future, v->future[at], sizeof(double) * (size_t)N);
                memcpy(hope.lowest, v->lowest[at], sizeof(double) * (size_t)N);
                kernel_made(p, &t, before, &stand);
                goes_on = kernel_turn(p, &t, before, next, &stand, length, &hope, &turn);
            }
            if (goes_on) {
                kernel_withheld(p, &t, before, next, &stand, &turn);
                for (int i = 0; i < N; i++) {
                    double falls = v->lowest[at][i];
                    worst = fmax(worst, kernel_asked(p, &turn, i, v->future[at][i], falls));
                    lowest[i] =
                        fmin(turn.withheld[i], falls < INFINITY ? turn.income[i] + turn.fade[i] * falls : INFINITY);
                }
                goes_on = worst <= v->trust && meets(p, needed, need_counts[before], v->needs_trust, future, lowest);
            }
            if (goes_on) {
                worst = fmax(worst, first_row(p, d, o, step, kept, before, v->next, at + 1));
                v->rows++;
                goes_on = worst <= v->trust;
            }
            for (int i = 0; goes_on && !before && i < N; i++)
                goes_on = !p->refusing[i] || future[i] >= -1e-9 * p->stake[i];
            v->worst[at + 1] = worst;
        }
        if (goes_on && before) {
            v->depth = at + 1;
            v->made[at + 1] = v->next[at + 1] = before;
            continue;
        }
        if (goes_on) { /* a whole plan */
            v->best = v->worst[at + 1];
            v->found = at + 1;
            for (int k = 0; k <= at; k++) v->best_phases[k] = v->next[at - k];
            v->trust = fmin(v->trust, v->best - v->width);
        }
        v->next[at] = (next - 1) & made;
    }
    kernel_untabulate(&t);
    free(d);
    free(o);
    return FINE;
}
