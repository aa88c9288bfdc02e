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
} standoff_exchange;

/* One draw of an exchange with what follows from its signs. Sums run over parties within steps. */
typedef struct {
    int parties, steps, entries, all_sets_up_to;
    const double *takes, *seen, *undo;
    const uint64_t *owns, *
        requires, *
                together;
    double horizon[MOST_PARTIES], cost[MOST_PARTIES], stake[MOST_PARTIES];
    double worth[MOST_STEPS][MOST_PARTIES], per_undo[MOST_STEPS][MOST_PARTIES];
    const double *together_worth; /* (entries, parties) */
    steps_t costly_to[MOST_PARTIES], breakable[MOST_PARTIES], costly, lapses, ends_all;
    group_t all_sets;
    int requires_any;
} draw_t;

/* The start of one phase of one plan; time 0 is that moment. */
typedef struct {
    const draw_t *draw;
    steps_t present, made, now; /* now: a breach of it would begin now */
    int due[MOST_STEPS];
    double start[MOST_STEPS], shows[MOST_STEPS];
    steps_t together[MOST_STEPS], no_sooner[MOST_STEPS]; /* whose breaches show with this one's, and not before it */
    steps_t sure[MOST_STEPS], maybe[MOST_STEPS];         /* what comes if this breach is the first to show */
    double from_start[MOST_STEPS][MOST_PARTIES], at_show[MOST_STEPS][MOST_PARTIES];
    steps_t breachable[MOST_PARTIES];
} moment_t;

/* What a party is at the start of a phase. The failures are given by breaches, group and the time they show. */
typedef struct {
    double carry_on, stop, walk_out, margin, exposure, trust, bond, tempting_shows, feared_shows;
    steps_t tempting, feared;
    group_t feared_group;
} standing_t;

SHARED void kernel_read_draw(const standoff_exchange *x, int64_t draw, draw_t *d);
SHARED void kernel_look(const draw_t *d, const int64_t *phase_of, const double *starts, int phase, moment_t *o);
SHARED void kernel_stand(const moment_t *o, group_t all_sets, standing_t *standing);

/* Where the results go. (plans, phases + 1, parties) unless said otherwise; rows that a plan does not have are left. */
typedef struct {
    double *starts, *lasts; /* (plans, phases + 1), (plans) */
    double *carry_on, *stop, *walk_out, *margin, *exposure, *trust, *bond, *tempting_shows, *feared_shows;
    uint64_t *tempting, *feared;
    uint32_t *feared_group;
    double *gain, *kept, *at_risk, *trust_asked; /* (plans, parties), ..., (plans) */
    int64_t *phases;                             /* (plans) */
    uint8_t *exact;                              /* (plans) */
} standoff_results;

#endif
