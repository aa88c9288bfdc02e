/* The terms of the patient limit: what Python fills of a deal, and the rows that are made of one of its draws. Their
   twin in numpy says what the rows mean. */

#ifndef STANDOFF_TERMS_H
#define STANDOFF_TERMS_H

#include "common.h"

#define NOISE 1e-6f

enum { NEVER = 0, WHERE_IT_SHOWS = 1, ALWAYS = 2 };
enum { MOST_ORDERED = 24, MOST_IN_DEAL = 64, MOST_IN_GROUP = 64, MOST_ENTRIES = 1024 };

/* A deal in numbers, an entry per draw. Its steps are the planned ones, bit b = step b, and then the kept ones. Times
   at which failures can show: when a breach of each step is seen, and when its not being made is. Of every time t that
   can matter e^(-t / H) is given, since other libraries round it differently. */
typedef struct {
    int32_t parties, steps, entries, planned;
    const double *costs, *worth, *together_worth; /* (parties), (parties, steps), (entries, parties) */
    const double *stakes;                         /* (parties, 2): the whole deal, and the gross stake */
    const double *takes, *undo, *shows;           /* (steps), (steps), (2, steps): seen, takes + seen */
    const double *at_start, *at_undo, *at_stop;   /* (parties, steps): takes, undo, undo + takes */
    const double *at_show;                        /* (parties, 2 steps): shows */
    const double *at_lapse, *at_end;              /* (parties, 2 steps, steps): after it shows, and never made before */
    const uint64_t *owns, *together;              /* (parties), (entries) */
    uint64_t automatic, ends_all;
    double pace;
} standoff_deal;

/* The rows of a draw, as in `Terms`; room for more is made where it is needed. Begins as zeros; freed by the other. */
typedef struct {
    int64_t parties, count, room;
    int64_t first[MOST_IN_GROUP + 1];
    float stakes[2 * MOST_IN_GROUP];
    int64_t *which;
    float *numbers;
} rows_t;

INLINE int64_t width_of(int64_t n, int64_t entries) { return 1 + n + entries + (n + 1) * (1 + entries); }

SHARED int kernel_rows(const standoff_deal *deal, int64_t draw, rows_t *rows);
SHARED void kernel_free_rows(rows_t *rows);

#endif
