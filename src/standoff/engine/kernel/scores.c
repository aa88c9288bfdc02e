/* What a search asks of many plans at once: by what each is ranked, and of the ends of plans what their first phase asks.
   The same numbers as of an assessment; a plan that cannot be among the best of its deal is not looked at to the end. */

#include "assessment.h"

/* What the phases of a plan, those that were looked at, ask for. */
typedef struct {
    double asked, margin, largest[MOST_PARTIES]; /* trust; least margin, as a share; the most that each party may lose */
    int broken;                                  /* whether a margin is negative */
} asked_t;

static double share_of(const draw_t *d, double value, int i) { return value / (d->stake[i] > 0 ? d->stake[i] : 1.0); }

/* Look at one phase of a plan; returns what it asks for: -1 nothing at all, 2 where it breaks. USELESS where that breaks
   (where `holds`) or asks for more than `enough`: then nothing else is said of it. */
enum { USELESS = 3 };

static double ask(const draw_t *d, const int64_t *plan, const double *starts, int phase, group_t all_sets, int holds,
                  double enough, moment_t *o, asked_t *found) {
    standing_t standing[MOST_PARTIES];
    double most = -1;
    kernel_look(d, plan, starts, phase, o);
    if (!kernel_stand_within(o, all_sets, holds, enough, standing)) return USELESS;
    for (int i = 0; i < d->parties; i++) {
        const standing_t *s = standing + i;
        double trust = isnan(s->trust) ? 2 : s->trust;
        if (trust > most) most = trust;
        if (!s->quits) continue;
        double margin = share_of(d, s->margin, i);
        if (margin < found->margin) found->margin = margin;
        if (s->margin < 0) found->broken = 1;
        if (s->exposure > found->largest[i]) found->largest[i] = s->exposure;
    }
    if (most > found->asked) found->asked = most;
    return most;
}

/* What each party may lose, as a share of all that it likes in a plan. */
static void risks_of(const draw_t *d, const int64_t *plan, const double *largest, double *at_risk) {
    for (int i = 0; i < d->parties; i++) {
        double positive = 0;
        for (int j = 0; j < d->steps; j++)
            if (plan[j] >= 0 && d->worth[j][i] > 0) positive += d->worth[j][i];
        at_risk[i] = positive > 0 ? largest[i] / positive : 0;
    }
}

/* What there is to look at plans with: an exchange without draws, a moment, and the starts of phases. */
typedef struct {
    draw_t *draw;
    moment_t *moment;
    double *starts;
} room_t;

static int make_room(const standoff_exchange *x, int64_t last, room_t *room) {
    room->draw = malloc(sizeof *room->draw);
    room->moment = kernel_moment(x);
    room->starts = malloc(((size_t)last + 1) * sizeof *room->starts);
    if (!room->draw || !room->moment || !room->starts) return NO_MEMORY;
    kernel_read_draw(x, 0, room->draw);
    return FINE;
}

static void free_room(room_t *room) {
    free(room->draw);
    free(room->moment);
    free(room->starts);
}

/* What plans are ranked by: phase_of (plans, steps); one pace, in years; last: the most phases of any plan. An
   exchange without draws.
   whose (plans), least (deals): of the plan of each deal that holds and asks for the least, what it asks for. A plan
   that does not hold, or asks for more than `near` above that, gets an infinite level and nothing else; the least sinks
   as better plans are found. No whose: all plans are looked at to the end.
   level, margin, years, phases, binding: (plans); gain, at_risk, needed: (plans, parties). */
CLONES EXPORT int standoff_scores(const standoff_exchange *x, int64_t plans, const int64_t *phase_of, double pace,
                                  int64_t last, int64_t deals, const int64_t *whose, double near,
                                  double *least, double *level, double *margin, double *years, int64_t *phases,
                                  int64_t *binding, double *gain, double *at_risk, uint8_t *needed) {
    if (x->drawn || !kernel_fits(x, plans, phase_of, last)) return BAD_LENGTH;
    for (int64_t b = 0; deals && b < plans; b++)
        if (whose[b] < 0 || whose[b] >= deals) return BAD_LENGTH;
    room_t room;
    int status = make_room(x, last, &room), n = x->parties;
    const draw_t *d = room.draw;
    int64_t left_at = 0;
    for (int64_t b = 0; b < plans && status == FINE; b++) {
        const int64_t *plan = phase_of + b * x->steps;
        double refused = 0, enough = deals ? least[whose[b]] + near : INFINITY, most = -1, *gained = gain + b * n;
        asked_t found = {.margin = INFINITY};
        phases[b] = kernel_phases(x, 0, plan, pace, last, room.starts);
        years[b] = room.starts[phases[b]];
        kernel_gains(x, 0, plan, room.starts, gained);
        kernel_needed(x, 0, plan, needed + b * n);
        for (int i = 0; i < n; i++)
            if (needed[b * n + i] && share_of(d, -gained[i], i) > refused) refused = share_of(d, -gained[i], i);
        int useless = deals && refused > 0;
        group_t all_sets = useless ? 0 : kernel_sets_tried(d, plan);
        /* First where a plan before this one was left, which mostly is like it. */
        int64_t left = left_at < phases[b] ? left_at : phases[b];
        for (int64_t turn = 0; turn <= phases[b] && !useless; turn++) {
            int64_t k = turn == 0 ? left : turn <= left ? turn - 1 : turn;
            double asks = ask(d, plan, room.starts, (int)k + 1, all_sets, deals > 0, enough, room.moment, &found);
            if (asks > most || (asks == most && k < binding[b])) most = asks, binding[b] = k + 1;
            useless = asks == USELESS;
            if (useless) left_at = k;
        }
        if (useless) {
            level[b] = INFINITY;
            continue;
        }
        double shortfall = -found.margin > refused ? -found.margin : refused;
        level[b] = shortfall > 0 ? 2.0 + shortfall : found.asked;
        margin[b] = found.margin;
        risks_of(d, plan, found.largest, at_risk + b * n);
        if (deals && level[b] < least[whose[b]]) least[whose[b]] = level[b];
    }
    free_room(&room);
    return status;
}

/* What the first phases of plans ask for: the trust, NaN where they break; what each party may lose, as a share; and
   the years until all is done. All else as above. asked, lasts: (plans); at_risk: (plans, parties). */
CLONES EXPORT int standoff_first_phases(const standoff_exchange *x, int64_t plans, const int64_t *phase_of, double pace,
                                        int64_t last, double *asked, double *at_risk, double *lasts) {
    if (x->drawn || !kernel_fits(x, plans, phase_of, last)) return BAD_LENGTH;
    room_t room;
    int status = make_room(x, last, &room), n = x->parties;
    for (int64_t b = 0; b < plans && status == FINE; b++) {
        const int64_t *plan = phase_of + b * x->steps;
        asked_t found = {.margin = INFINITY};
        lasts[b] = room.starts[kernel_phases(x, 0, plan, pace, last, room.starts)];
        group_t all_sets = kernel_sets_tried(room.draw, plan);
        ask(room.draw, plan, room.starts, 1, all_sets, 0, INFINITY, room.moment, &found);
        asked[b] = found.broken ? NAN : found.asked;
        risks_of(room.draw, plan, found.largest, at_risk + b * n);
    }
    free_room(&room);
    return status;
}
