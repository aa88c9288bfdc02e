/* The bound on the trust that any plan of a deal asks for: what Python fills. */

#ifndef STANDOFF_BOUND_H
#define STANDOFF_BOUND_H

#include "assessment.h"

#define MOST_PLANNED 20
#define MOST_PAIRS 12 /* own failures of a party that are kept at a turn: any of them make a bound */

typedef uint32_t set_t; /* planned steps */

/* A deal as Python prepares it: planned steps (n), parties, courses (what one party has by one failure that shows at
   a given time) and together entries. Times in years; until: the end of a step, -inf where it does not come. Courses
   of one failure come first (`singles`), by party and role; after them those of an own failure and one of the others
   that happen together. */
typedef struct {
    int32_t n, parties, courses, singles, entries, most_labels;
    double pace;
    const double *rate, *stake, *takes, *length, *seen; /* (parties) 1/H and gross stake; (n); length = takes + seen */
    const uint32_t *
        requires,
                *
                earlier,
        *back; /* (n), (n); (parties) breakable */
    uint32_t costly;
    const uint8_t *allowed, *refusing;                  /* (2^n) stages; (parties) whose gain must not be negative */
    const double *for_good, *for_good_kept, *income;    /* (parties, n), (parties), (parties, n) from takes on */
    const double *kept_seen, *kept_harm, *most_exposed; /* (parties) latest to show; harm of kept ones; cap */
    const double *walkout_cost, *harm;                  /* (parties); (parties, n) done at most until it shows */
    const int32_t *range;    /* (parties, 4) begin of its own failures, of those of others, of withheld ones, and end */
    const int32_t *together; /* (singles) the course of an own failure and one of others: the sum of their numbers */
    const uint8_t *entangled;                           /* (parties) whose withheld steps may be missed elsewhere */
    const int32_t *party;                               /* (courses) */
    const uint8_t *always;                              /* (courses) some kept breach shows at this time */
    const double *shows, *cost, *kept;                  /* (courses); worth of kept steps */
    const double *made, *next, *later;                  /* (courses, n) if made, of this phase; (singles, n) to come */
    const double *until_kept, *until_made, *until_next; /* (courses, entries), (courses, n), (courses, n) */
    const uint32_t *shows_made, *shows_due;             /* (courses) whose breach shows at this time */
    const uint32_t *maybe, *absent, *gone, *lacking;    /* (courses) on their way, if what they require is there; not
                                                           made if due; taken back if made; lacking what was kept */
    const uint32_t *entry;
    const double *entry_worth;                                         /* (entries) members; (parties, entries) */
    const double *stop_kept, *stop_made, *stop_next;                   /* (parties), (parties, n), (parties, n) */
    const double *stop_until_kept, *stop_until_made, *stop_until_next; /* (entries), (n), (n) */
    const double *never;                                               /* (n or entries) infinite */
} standoff_deal;

/* Where a search from the end stands; it can be interrupted after any number of rows and taken up again. */
typedef struct {
    double trust, width, best; /* plans that ask for no more than `trust` are looked for: the best less the width */
    double needs_trust;        /* what the needs are made for */
    int64_t rows;              /* how many were assessed */
    int32_t depth, found;      /* depth -1: all done */
    uint32_t made[MOST_PLANNED + 2], next[MOST_PLANNED + 2], best_phases[MOST_PLANNED + 2];
    double worst[MOST_PLANNED + 2], future[MOST_PLANNED + 2][MOST_PARTIES], lowest[MOST_PLANNED + 2][MOST_PARTIES];
} standoff_search;

/* Sums over subsets of the steps of a family of values: two tables over half of the steps each, small enough to stay
   near the processor; what belongs to one subset stands together. */
typedef struct {
    double *table;
    size_t count;
} family_t;

/* An entry that a phase completes, and what it adds then to each course, and to each party if all stops and for good:
   a row of these numbers, or none where the entry has too many members for a table. */
typedef struct {
    int entry;
    const double *row;
} completed_t;

/* What a deal comes to by subsets of its steps, and room for what is known of a turn. */
typedef struct {
    int half;    /* steps in the first table, and at most as many in the second */
    set_t low;   /* the steps of the first table */
    int lengths; /* how many lengths a phase can have; one more stands for no phase at all */
    double *all;
    family_t made, next, later, stop_made, stop_next, for_good, income;
    double *spans;         /* rows of what entries add, see completed_t */
    size_t *spans_from;    /* (entries) where those of an entry begin; NO_SPANS: there are none */
    double *length, *fade; /* (lengths + 1), (lengths + 1, parties) */
    double *course, *value, *joint, *loss, *good; /* room for a number each; good: (lengths + 1, parties) */
    int32_t *whole;
    int32_t *longest;                /* by subsets as well: the longest length, what is required, what comes before */
    uint32_t *required, *beforehand; /* both halves in a row */
    uint32_t *places;                /* (entries) of the members of each, where the row of an entry stands */
    uint32_t *needed;                /* (courses) what the steps require that are on their way in a course */
    int32_t *own, *sooner, *at_once; /* the own failures of a turn; for each of them, of the others' failures that show
                                        sooner the last, and one that shows just then */
    int32_t *good_known;             /* (lengths + 1) */
    uint8_t *shown;                  /* (singles) whether a made breach shows at the time of a course */
    completed_t *completed;          /* by the phase at hand */
    int completes;
    set_t phase;
    /* The party that cut the last phase, and by what each did so: a course that it walks out by; an own failure and one
       of others, or leaving openly. */
    int32_t first, walks[MOST_PARTIES], cut_own[MOST_PARTIES], cut_other[MOST_PARTIES], cut_openly[MOST_PARTIES];
} tables_t;

/* What the made steps of a set come to, whatever comes next: for good, if all stops, by each course (courses); and when
   at the latest a breach of others of one of them would show. */
typedef struct {
    double here[MOST_PARTIES], stop[MOST_PARTIES], latest[MOST_PARTIES], *course;
} stand_t;

/* A phase from the set made before it: what does not depend on the phases to come. Lower bounds of walking out and of
   exposure; the own failures with their worth (ask) and the most that is lost to failures of others that show here by
   not having failed as well (loss); what failing before any later failure shows is worth (soon), and how much good
   that failure may do by what it takes back (good). */
typedef struct {
    double here[MOST_PARTIES], walk_out[MOST_PARTIES], exposed[MOST_PARTIES], soon[MOST_PARTIES], good[MOST_PARTIES];
    double income[MOST_PARTIES], withheld[MOST_PARTIES];
    const double *fade;
    double ask[MOST_PARTIES][MOST_PAIRS], loss[MOST_PARTIES][MOST_PAIRS];
    int pairs[MOST_PARTIES];
} turn_t;

/* The best that can come after a phase: what it is worth, and how low it can fall; and the most trust it may ask. */
typedef struct {
    double trust, future[MOST_PARTIES], lowest[MOST_PARTIES];
} hope_t;

#define NO_SPANS ((size_t)-1)

SHARED int kernel_tabulate(const standoff_deal *p, tables_t *t); /* 0: no memory */
SHARED void kernel_untabulate(tables_t *t);
SHARED uint32_t kernel_required(const tables_t *t, set_t steps);
SHARED int kernel_length(const standoff_deal *p, const tables_t *t, set_t made, set_t next); /* -1: not legal */
SHARED void kernel_made(const standoff_deal *p, tables_t *t, set_t made, stand_t *o);
SHARED void kernel_income(const standoff_deal *p, tables_t *t, set_t made, set_t next, int length, turn_t *o);
SHARED int kernel_turn(const standoff_deal *p, tables_t *t, set_t made, set_t next, const stand_t *stand, int length,
                       const hope_t *hope, turn_t *o); /* 0: beyond hope */
SHARED void kernel_withheld(const standoff_deal *p, tables_t *t, set_t made, set_t next, const stand_t *stand,
                            turn_t *o);
SHARED double kernel_asked(const standoff_deal *p, const turn_t *o, int i, double future, double lowest);

#endif
