/* The exact assessment of plans: what Python fills, and what the proof of the least trust needs of it. */

#ifndef STANDOFF_ASSESSMENT_H
#define STANDOFF_ASSESSMENT_H

#include "common.h"

#define MOST_PARTIES 16
#define MOST_STEPS 64
#define NEAR 1e-12 /* of a gross stake: of outcomes as near as this the first one is named */

typedef uint64_t steps_t;
typedef uint32_t group_t;

/* An exchange. Arrays of numbers have an entry per draw where `drawn`. owns: (parties); requires: (steps). */
typedef struct {
    int32_t parties, steps, entries, drawn;
    const double *horizons, *walkout_costs, *worth, *takes, *seen, *undo, *together_worth, *stake;
    const double *not_before; /* (steps) years from now, the same in all draws; or none */
    const uint64_t *owns, *
        requires, *
                together;
    uint64_t automatic, ends_all;
    uint32_t all_sets; /* the parties whose best failure may be no threshold failure */
    int32_t all_sets_up_to;
    uint32_t consent; /* the parties whose yes is needed whatever they do */
} standoff_exchange;

/* One draw of an exchange with what follows from its signs. Sums run over parties within steps; in loops over `lanes`
   there are zeros beyond the parties, so that processors take several at once. */
typedef struct {
    int parties, lanes, steps, entries, all_sets_up_to;
    const double *takes, *seen, *undo;
    const uint64_t *owns, *
        requires, *
                together;
    double horizon[MOST_PARTIES], cost[MOST_PARTIES], stake[MOST_PARTIES];
    double guarantee[MOST_PARTIES]; /* none, unless a remedy gives one */
    double worth[MOST_STEPS][MOST_PARTIES], per_undo[MOST_STEPS][MOST_PARTIES];
    double per_lapse[MOST_STEPS][MOST_PARTIES]; /* per_undo where a step lapses, else 0 */
    double back[MOST_STEPS][MOST_PARTIES], withheld[MOST_STEPS][MOST_PARTIES]; /* 1: breakable by it, costly to it */
    const double *together_worth; /* (entries, parties) */
    steps_t costly_to[MOST_PARTIES], breakable[MOST_PARTIES], costly, lapses, ends_all;
    group_t all_sets;
    int requires_any;
} draw_t;

/* A failure of a party alone, with a breach that begins now. */
typedef struct {
    steps_t breaches;
    int first;           /* of its breaches one that shows first */
    double alone, keeps; /* what it is worth if nobody else fails; what carrying on is worth more */
} own_failure_t;

/* The start of one phase of one plan; time 0 is that moment. Made by kernel_moment, freed by free. */
typedef struct {
    const draw_t *draw;
    steps_t present, made, now; /* now: a breach of it would begin now */
    int due[MOST_STEPS];
    double start[MOST_STEPS], shows[MOST_STEPS];
    int64_t begin_ticks[MOST_STEPS], start_ticks[MOST_STEPS], show_ticks[MOST_STEPS];
    steps_t counted;              /* of these steps `from_start` is known, ... */
    double horizon[MOST_PARTIES]; /* ... for these horizons */
    double from_start[MOST_STEPS][MOST_PARTIES], at_show[MOST_STEPS][MOST_PARTIES]; /* the latter of breaches alone */
    steps_t breachable[MOST_PARTIES], anybodys;
    /* If this breach is the first to show, and until then all goes on as planned: whose breaches show with it, and not
       before it; what comes, and which free steps of that only after it shows; what they require. */
    steps_t together[MOST_STEPS], no_sooner[MOST_STEPS], comes[MOST_STEPS], late[MOST_STEPS], needed[MOST_STEPS];
    steps_t tangled[MOST_STEPS];              /* breaches of which more changes than what each adds by itself */
    double planned[MOST_STEPS][MOST_PARTIES]; /* what it is worth with no breach at all */
    /* At most so much more by further breaches of the party itself, or of anybody, and of that as they are tangled. */
    double most_own[MOST_STEPS][MOST_PARTIES], most[MOST_STEPS][MOST_PARTIES], most_tangled[MOST_STEPS][MOST_PARTIES];
    double *change;      /* (steps, steps, lanes): what a breach, or a free step that does not come, adds to that */
    double *whole_from;  /* (entries, parties): from when all steps of an entry are there, as e^(-start/H) */
    double *whole_until; /* (steps, entries, parties): until when, as e^(-end/H) */
    uint8_t *whole;      /* (steps, entries): whether all of them come */
    own_failure_t *own;  /* (parties, room) */
    size_t room;
} moment_t;

INLINE double *change_of(const moment_t *o, int first, int j) {
    return o->change + ((size_t)first * (size_t)o->draw->steps + (size_t)j) * (size_t)o->draw->lanes;
}

INLINE double *until_of(const moment_t *o, int first, int e) {
    return o->whole_until + ((size_t)first * (size_t)o->draw->entries + (size_t)e) * (size_t)o->draw->parties;
}

/* What a party is at the start of a phase. The failures are given by breaches, group and the time they show; leaving
   openly has no breaches. The pair that binds: an own failure and one of the others (feared), none: loss is NaN. */
typedef struct {
    int quits; /* whether it has anything to quit */
    double carry_on, stop, walk_out, margin, exposure, trust, bond, loss, keeps, tempting_shows, own_shows,
        feared_shows;
    steps_t tempting, own, feared;
    group_t feared_group;
} standing_t;

/* Of two numbers the lower, and the higher: without the calls that C11 needs for what is not a number. */
INLINE double lower(double a, double b) { return a < b ? a : b; }
INLINE double higher(double a, double b) { return a > b ? a : b; }

INLINE double snapped(double value, double zero) { return fabs(value) <= zero ? 0 : value; }

SHARED int kernel_fits(const standoff_exchange *x, int64_t plans, const int64_t *phase_of, int64_t last);
SHARED int64_t kernel_phases(const standoff_exchange *x, int64_t draw, const int64_t *plan, double pace, int64_t last,
                             double *starts);
SHARED void kernel_gains(const standoff_exchange *x, int64_t draw, const int64_t *plan, const double *starts,
                         double *gain);
SHARED void kernel_needed(const standoff_exchange *x, int64_t draw, const int64_t *plan, uint8_t *needed);
SHARED void kernel_read_draw(const standoff_exchange *x, int64_t draw, draw_t *d);
SHARED void kernel_read_another(const standoff_exchange *x, int64_t draw, draw_t *d); /* after one of them was read */
SHARED void kernel_look(const draw_t *d, const int64_t *phase_of, const double *starts, int phase, moment_t *o);
SHARED void kernel_times(const draw_t *d, const int64_t *phase_of, const double *starts, int phase, moment_t *o);
SHARED void kernel_first(moment_t *o, int first);
SHARED void kernel_weigh(moment_t *o, int first, int party);
SHARED moment_t *kernel_moment(const standoff_exchange *x); /* with room for any of its moments; NULL: no memory */
SHARED steps_t kernel_come(const moment_t *o, steps_t sure, steps_t maybe, steps_t gone);
SHARED void kernel_value(const moment_t *o, steps_t comes, steps_t lapsing, steps_t taken_back, const double *fade,
                         double *total);
SHARED steps_t kernel_breaches(const moment_t *o, group_t group);
SHARED steps_t kernel_better_kept(const moment_t *o, int party);
SHARED double kernel_fail(const moment_t *o, steps_t breaches, int first, int party);
SHARED group_t kernel_sets_tried(const draw_t *d, const int64_t *plan);
SHARED void kernel_stand(moment_t *o, group_t all_sets, standing_t *standing);
/* The same, as long as nobody walks out (where `holds`) or needs more trust than `enough`; 0 where somebody does. */
SHARED int kernel_stand_within(moment_t *o, group_t all_sets, int holds, double enough, standing_t *standing);
/* The same without what others may do: margins, and no exposure, trust or pair that binds. */
SHARED void kernel_stand_alone(moment_t *o, group_t all_sets, standing_t *standing);

/* Where the results go. (plans, last + 1, parties) unless said otherwise; rows that a plan does not have are NaN, and
   point to no failure. */
typedef struct {
    double *starts, *lasts; /* (plans, last + 1), (plans) */
    double *carry_on, *stop, *walk_out, *margin, *exposure, *trust, *bond, *loss, *keeps;
    int64_t *tempting, *own, *feared;            /* places in the failures below; -1: none, -2: leaving openly */
    uint64_t *breaches;                          /* the failures: at most three for every row */
    uint32_t *groups;                            /* whose they are */
    double *shows;                               /* when they show */
    double *gain, *kept, *at_risk, *trust_asked; /* (plans, parties), ..., (plans) */
    int64_t *phases;                             /* (plans) */
    uint8_t *exact, *needed;                     /* (plans), (plans, parties) */
    int64_t failures;                            /* how many there are */
} standoff_results;

#endif
