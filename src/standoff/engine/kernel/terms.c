/* The rows of the patient limit, for all parties of one draw of a deal. The twin in numpy says what they mean; here
   losses that another row covers are left out too, which changes no score. */

#include "terms.h"

#define SAME_TIME 1e-9
#define DIGITS 1e12

typedef uint64_t set_t;

/* A failure that shows at one of the times, from whatever set it begins: which made steps are taken back, which next
   steps are not made, of which planned steps one must be made for it to show, and before which next steps (bit n: none)
   it counts always or where it shows. */
typedef struct {
    int at;
    set_t back, withheld, set, always, shown;
} failure_t;

/* One draw with what follows from its signs. */
typedef struct {
    const standoff_deal *deal;
    int parties, steps, entries, n;
    int64_t width;
    const double *costs, *worth, *together_worth, *stakes, *takes, *undo, *shows;
    const double *at_start, *at_undo, *at_stop, *at_show, *at_lapse, *at_end;
    set_t costly_to[MOST_IN_GROUP], breakable[MOST_IN_GROUP], costly, lapses, planned;
    set_t owners[MOST_IN_DEAL]; /* of each step, as a group */
} view_t;

/* Room to work: failures of the others and of the party, what it has after each of the former, rows (losses, width),
   and which failure each of those is of. */
typedef struct {
    failure_t *feared, *own;
    double *in_spite, *losses, *alone;
    failure_t *counts;
} room_t;

static set_t all_of(int64_t count) { return count >= 64 ? ~(set_t)0 : ((set_t)1 << count) - 1; }

static void look(const standoff_deal *deal, int64_t draw, view_t *v) {
    int64_t parties = deal->parties, steps = deal->steps, entries = deal->entries, each = parties * steps;
    memset(v, 0, sizeof *v);
    v->deal = deal, v->parties = (int)parties, v->steps = (int)steps, v->entries = (int)entries, v->n = deal->planned;
    v->width = width_of(v->n, entries), v->planned = all_of(v->n);
    v->costs = deal->costs + draw * parties, v->worth = deal->worth + draw * each;
    v->together_worth = deal->together_worth + draw * entries * parties;
    v->stakes = deal->stakes + draw * 2 * parties;
    v->takes = deal->takes + draw * steps, v->undo = deal->undo + draw * steps, v->shows = deal->shows + draw * 2 * steps;
    v->at_start = deal->at_start + draw * each, v->at_undo = deal->at_undo + draw * each;
    v->at_stop = deal->at_stop + draw * each, v->at_show = deal->at_show + draw * 2 * each;
    v->at_lapse = deal->at_lapse + draw * 2 * each * steps, v->at_end = deal->at_end + draw * 2 * each * steps;
    for (int j = 0; j < steps; j++) {
        set_t bit = (set_t)1 << j, costs = 0;
        for (int p = 0; p < parties; p++) {
            if (!(deal->owns[p] & bit)) continue;
            v->owners[j] |= (set_t)1 << p;
            if (v->worth[p * steps + j] < 0) v->costly_to[p] |= bit, costs |= (set_t)1 << p;
        }
        if (costs) v->costly |= bit;
        int would_end = deal->ends_all & bit ? costs == v->owners[j] : costs != 0;
        if (!isfinite(v->undo[j])) continue;
        if (would_end || deal->automatic & bit) v->lapses |= bit;
        for (int p = 0; would_end && p < parties; p++) v->breakable[p] |= v->costly_to[p] & bit;
    }
}

/* Which steps, once made, a group can take back and would. */
static set_t can_end(const view_t *v, set_t group) {
    set_t found = 0;
    for (int p = 0; p < v->parties; p++)
        if (group >> p & 1) found |= v->breakable[p];
    for (int j = 0; j < v->steps; j++)
        if (v->deal->ends_all >> j & 1 && v->owners[j] & ~group) found &= ~((set_t)1 << j);
    return found;
}

static set_t held_by(const view_t *v, set_t group) {
    set_t found = 0;
    for (int p = 0; p < v->parties; p++)
        if (group >> p & 1) found |= v->costly_to[p];
    return found;
}

/* Before which next steps something counts that needs one of some steps to be made. */
static void where_one_is_made(const view_t *v, set_t steps, failure_t *failure) {
    set_t everywhere = all_of(v->n + 1);
    failure->set = steps & v->planned;
    failure->always = steps & ~v->planned ? everywhere : 0;
    failure->shown = failure->always || !failure->set ? 0 : everywhere;
}

/* The threshold failures of a group that can show before some next phase, as many as there are returned. */
static int failures(const view_t *v, set_t group, failure_t *found) {
    set_t back = can_end(v, group), held = held_by(v, group), due = held & v->planned;
    int times[2 * MOST_IN_DEAL], count = 0, used = 0;
    for (int t = 0; t < 2 * v->steps; t++) {
        if (!((t < v->steps ? back >> t : due >> (t - v->steps)) & 1)) continue;
        int place = count;
        while (place > 0 && v->shows[times[place - 1]] > v->shows[t]) place--;
        if (place > 0 && v->shows[times[place - 1]] == v->shows[t]) continue;
        memmove(times + place + 1, times + place, (size_t)(count - place) * sizeof *times);
        times[place] = t, count++;
    }
    for (int k = 0; k < count; k++) {
        double at = v->shows[times[k]];
        failure_t *one = found + used;
        set_t first = 0, later = 0, late = 0, now = 0, past = 0;
        for (int j = 0; j < v->steps; j++) {
            set_t bit = (set_t)1 << j;
            double seen = v->shows[j], noticed = v->shows[v->steps + j];
            if (seen == at) first |= bit;
            if (seen >= at) later |= bit;
            if (noticed == at) now |= bit;
            if (noticed >= at) late |= bit;
            if (at > (v->deal->pace > noticed ? v->deal->pace : noticed)) past |= bit; /* in a later phase */
        }
        where_one_is_made(v, first & back, one);
        one->at = times[k], one->back = back & later, one->withheld = held & late;
        one->always = (one->always | (due & now)) & ~(past & v->planned);
        one->shown &= ~one->always & ~(past & v->planned);
        used += (one->always | one->shown) != 0;
    }
    return used;
}

/* Leaving openly, as a failure that shows at once; false where there is nothing that the party could breach. */
static int quitting(const view_t *v, int party, failure_t *found) {
    set_t group = (set_t)1 << party, back = can_end(v, group), held = v->costly_to[party];
    where_one_is_made(v, back, found);
    found->at = -1, found->back = back, found->withheld = held;
    found->always |= held & v->planned;
    found->shown &= ~found->always;
    return (found->always | found->shown) != 0;
}

/* The numbers of a row. Of each step: until when it lasts if it is made, and if it is next; whether it then comes. */
typedef struct {
    double until[MOST_IN_DEAL], end[MOST_IN_DEAL], fade_until[MOST_IN_DEAL], fade_end[MOST_IN_DEAL];
    set_t comes;
} lasting_t;

INLINE void write_row(const view_t *v, int party, const lasting_t *l, double *row) {
    const double *worth = v->worth + party * v->steps, *start = v->at_start + party * v->steps;
    int n = v->n, stride = 1 + v->entries;
    double *adds = row + 1 + n + v->entries, kept = 0;
    for (int j = n; j < v->steps; j++) kept += worth[j] * (1 - l->fade_until[j]);
    row[0] = kept;
    for (int b = 0; b < n; b++) row[1 + b] = worth[b] * (1 - l->fade_until[b]);
    memset(adds, 0, (size_t)(n + 1) * (size_t)stride * sizeof *adds);
    for (int b = 0; b < n; b++)
        if (l->comes >> b & 1) adds[b * stride] = worth[b] * (start[b] - l->fade_end[b]);
    for (int e = 0; e < v->entries; e++) {
        double points = v->together_worth[e * v->parties + party], least = INFINITY, fade = 0;
        set_t members = v->deal->together[e];
        row[1 + n + e] = 0;
        if (points == 0) continue;
        for (set_t left = members; left; left &= left - 1) {
            int j = first_of(left);
            if (l->until[j] < least) least = l->until[j], fade = l->fade_until[j];
        }
        row[1 + n + e] = points * (1 - fade);
        for (set_t next = members & v->planned & l->comes; next; next &= next - 1) {
            int b = first_of(next);
            double ends = l->end[b], fades = l->fade_end[b];
            for (set_t left = members & ~((set_t)1 << b); left; left &= left - 1) {
                int j = first_of(left);
                if (l->until[j] < ends) ends = l->until[j], fades = l->fade_until[j];
            }
            if (ends > v->takes[b]) adds[b * stride + 1 + e] = points * (start[b] - fades);
        }
    }
}

/* What a party has after a failure that shows at one of the times, takes steps back and withholds the next one. */
INLINE void after(const view_t *v, int party, int at, set_t back, set_t withheld, double *row) {
    lasting_t l;
    int64_t table = ((int64_t)party * 2 * v->steps + at) * v->steps;
    const double *at_lapse = v->at_lapse + table, *at_end = v->at_end + table, *at_undo = v->at_undo + party * v->steps;
    double shows = v->shows[at];
    l.comes = ~withheld;
    for (int j = 0; j < v->steps; j++) {
        int lapses = (int)(v->lapses >> j & 1), taken = (int)(back >> j & 1);
        double later = shows > v->takes[j] ? shows : v->takes[j];
        l.until[j] = taken ? v->undo[j] : lapses ? shows + v->undo[j] : INFINITY;
        l.fade_until[j] = taken ? at_undo[j] : lapses ? at_lapse[j] : 0;
        l.end[j] = lapses ? later + v->undo[j] : INFINITY;
        l.fade_end[j] = lapses ? at_end[j] : 0;
        if (v->costly >> j & 1 && v->takes[j] > shows) l.comes &= ~((set_t)1 << j);
    }
    write_row(v, party, &l, row);
}

/* What it has if everything stops before the next step, which still comes if it is free. */
INLINE void stopping(const view_t *v, int party, double *row) {
    lasting_t l;
    const double *at_undo = v->at_undo + party * v->steps, *at_stop = v->at_stop + party * v->steps;
    l.comes = ~v->costly;
    for (int j = 0; j < v->steps; j++) {
        int lapses = (int)(v->lapses >> j & 1);
        l.until[j] = lapses ? v->undo[j] : INFINITY, l.fade_until[j] = lapses ? at_undo[j] : 0;
        l.end[j] = lapses ? v->undo[j] + v->takes[j] : INFINITY, l.fade_end[j] = lapses ? at_stop[j] : 0;
    }
    write_row(v, party, &l, row);
}

/* Something to pay, whatever step is next. */
INLINE void pay(const view_t *v, double paid, double *row) {
    double *adds = row + 1 + v->n + v->entries;
    for (int j = 0; j <= v->n; j++) adds[j * (1 + v->entries)] -= paid;
}

/* What is lost: a row less another one, to so many digits. */
INLINE void lose(int64_t width, const double *in_spite, double *row) {
    for (int64_t k = 0; k < width; k++) row[k] = rint((row[k] - in_spite[k]) * DIGITS) / DIGITS + 0.0;
}

/* Whether a loss can be more than noise anywhere: half the noise leaves room for single precision. */
static int matters(const view_t *v, int party, const double *row) {
    int made = 1 + v->n + v->entries, stride = 1 + v->entries;
    double sum = 0, most = 0;
    for (int k = 0; k < made; k++) sum += row[k] > 0 ? row[k] : 0;
    for (int j = 0; j <= v->n; j++) {
        double next = 0;
        for (int k = 0; k < stride; k++) {
            double add = row[made + j * stride + k];
            next += add > 0 ? add : 0;
        }
        most = next > most ? next : most;
    }
    return !(sum + most <= 0.5 * (double)NOISE * v->stakes[2 * party + 1]);
}

/* Whether a row counts wherever another one does. */
static int covers(const failure_t *wide, const failure_t *narrow) {
    set_t shown = narrow->set & ~wide->set ? 0 : wide->shown;
    return !(narrow->always & ~wide->always) && !(narrow->shown & ~(wide->always | shown));
}

/* Whether a row comes to no more than another one before the next steps at which it counts. */
static int no_more(const view_t *v, const failure_t *counts, const double *row, const double *other) {
    int made = 1 + v->n + v->entries, stride = 1 + v->entries;
    for (int k = 0; k < made; k++)
        if (row[k] > other[k]) return 0;
    for (set_t next = counts->always | counts->shown; next; next &= next - 1)
        for (int k = made + first_of(next) * stride, end = k + stride; k < end; k++)
            if (row[k] > other[k]) return 0;
    return 1;
}

/* Whether two rows that say the same can be one without counting where neither does; then the first is that. */
static int joined(const view_t *v, failure_t *one, const double *row, const failure_t *new, const double *numbers) {
    if (new->set & ~one->set && one->shown & ~(new->always | new->shown)) return 0;
    if (one->set & ~new->set && new->shown & ~(one->always | one->shown)) return 0;
    for (int64_t k = 0; k < v->width; k++)
        if (row[k] != numbers[k]) return 0;
    one->set |= new->set, one->always |= new->always;
    one->shown = (one->shown | new->shown) & ~one->always;
    return 1;
}

/* Take the loss that stands behind `count` others among them, if it says something more: how many there are then. */
static int taken_in(const view_t *v, int party, room_t *room, int count) {
    double *new = room->losses + count * v->width;
    failure_t counts = room->counts[count];
    if (!(counts.always | counts.shown) || !matters(v, party, new)) return count;
    for (int k = 0; k < count; k++) {
        double *row = room->losses + k * v->width;
        if (joined(v, room->counts + k, row, &counts, new)) return count;
        if (covers(room->counts + k, &counts) && no_more(v, &counts, new, row)) return count;
    }
    int left = 0;
    for (int k = 0; k < count; k++) {
        double *row = room->losses + k * v->width;
        if (covers(&counts, room->counts + k) && no_more(v, room->counts + k, row, new)) continue;
        if (left < k) memcpy(room->losses + left * v->width, row, (size_t)v->width * sizeof *row);
        room->counts[left++] = room->counts[k];
    }
    if (left < count) memcpy(room->losses + left * v->width, new, (size_t)v->width * sizeof *new);
    room->counts[left] = counts;
    return left + 1;
}

static int write_out(const view_t *v, const failure_t *counts, int own, const double *numbers, rows_t *rows) {
    if (rows->count == rows->room) {
        int64_t more = 2 * rows->room + 64;
        int64_t *which = realloc(rows->which, (size_t)more * (size_t)(v->n + 3) * sizeof *which);
        if (which) rows->which = which;
        float *wider = realloc(rows->numbers, (size_t)more * (size_t)v->width * sizeof *wider);
        if (wider) rows->numbers = wider;
        if (!which || !wider) return NO_MEMORY;
        rows->room = more;
    }
    int64_t *which = rows->which + rows->count * (v->n + 3);
    float *into = rows->numbers + rows->count * v->width;
    which[0] = own, which[1] = (int64_t)counts->set;
    for (int j = 0; j <= v->n; j++)
        which[2 + j] = counts->always >> j & 1 ? ALWAYS : counts->shown >> j & 1 ? WHERE_IT_SHOWS : NEVER;
    for (int64_t k = 0; k < v->width; k++) into[k] = (float)numbers[k];
    rows->count++;
    return FINE;
}

/* An own failure and the losses that go with it. */
static int write_failure(const view_t *v, const failure_t *own, const double *numbers, const room_t *room, int count,
                         rows_t *rows) {
    int status = write_out(v, own, 1, numbers, rows);
    for (int k = 0; !status && k < count; k++)
        status = write_out(v, room->counts + k, 0, room->losses + k * v->width, rows);
    return status;
}

/* How the failure of others counts beside an own one. */
static failure_t beside(const failure_t *feared, const failure_t *own) {
    failure_t found = *feared;
    found.always &= own->always | own->shown, found.shown &= own->always | own->shown;
    return found;
}

INLINE int rows_of_party(const view_t *v, int party, set_t failers, room_t *room, rows_t *rows) {
    set_t mine = (set_t)1 << party, others = failers & ~mine;
    const double *at_show = v->at_show + party * 2 * v->steps;
    double cost = v->costs[party];
    failure_t leaving;
    if (!quitting(v, party, &leaving)) return FINE;
    int many = 0, count = 0;
    for (set_t left = others; left; left &= left - 1) many += failures(v, left & (0 - left), room->feared + many);
    if (others & (others - 1)) many += failures(v, others, room->feared + many);
    for (int f = 0; f < many; f++) {
        const failure_t *feared = room->feared + f;
        after(v, party, feared->at, feared->back, feared->withheld, room->in_spite + f * v->width);
    }
    stopping(v, party, room->alone);
    pay(v, cost, room->alone);
    for (int f = 0; f < many; f++) {
        double *row = room->losses + count * v->width;
        memcpy(row, room->alone, (size_t)v->width * sizeof *row);
        lose(v->width, room->in_spite + f * v->width, row);
        room->counts[count] = beside(room->feared + f, &leaving);
        count = taken_in(v, party, room, count);
    }
    int status = write_failure(v, &leaving, room->alone, room, count, rows);
    for (int o = 0, all = failures(v, mine, room->own); !status && o < all; o++) {
        const failure_t *own = room->own + o;
        double shows = v->shows[own->at];
        after(v, party, own->at, own->back, own->withheld, room->alone);
        pay(v, cost * at_show[own->at], room->alone);
        count = 0;
        for (int f = 0; f < many; f++) {
            const failure_t *worse = room->feared + f;
            double other = v->shows[worse->at], *row = room->losses + count * v->width;
            if (!(other <= shows + SAME_TIME)) continue;
            room->counts[count] = beside(worse, own);
            if (!(room->counts[count].always | room->counts[count].shown)) continue;
            after(v, party, shows < other ? own->at : worse->at, own->back | worse->back,
                  own->withheld | worse->withheld, row);
            pay(v, other >= shows - SAME_TIME ? cost * at_show[worse->at] : 0.0, row);
            lose(v->width, room->in_spite + f * v->width, row);
            count = taken_in(v, party, room, count);
        }
        status = write_failure(v, own, room->alone, room, count, rows);
    }
    return status;
}

CLONES static int make_rows(const view_t *v, room_t *room, rows_t *rows) {
    set_t failers = 0;
    for (int p = 0; p < v->parties; p++)
        if (v->costly_to[p]) failers |= (set_t)1 << p; /* the others never quit anything */
    rows->parties = rows->count = rows->first[0] = 0;
    for (int p = 0; p < v->parties; p++) {
        if (!(failers >> p & 1)) continue;
        int status = rows_of_party(v, p, failers, room, rows);
        if (status) return status;
        rows->stakes[2 * rows->parties] = (float)v->stakes[2 * p];
        rows->stakes[2 * rows->parties + 1] = (float)v->stakes[2 * p + 1];
        rows->first[++rows->parties] = rows->count;
    }
    return FINE;
}

SHARED int kernel_rows(const standoff_deal *deal, int64_t draw, rows_t *rows) {
    if (deal->parties < 0 || deal->parties > MOST_IN_GROUP || deal->steps < 0 || deal->steps > MOST_IN_DEAL ||
        deal->entries < 0 || deal->planned < 0 || deal->planned > MOST_ORDERED || deal->planned > deal->steps)
        return BAD_LENGTH;
    view_t v;
    look(deal, draw, &v);
    size_t times = 2 * (size_t)deal->steps + 1, most = times * ((size_t)deal->parties + 1), width = (size_t)v.width;
    room_t room = {
        .feared = malloc(most * sizeof(failure_t)),
        .own = malloc(times * sizeof(failure_t)),
        .counts = malloc((most + 1) * sizeof(failure_t)),
        .in_spite = malloc(most * width * sizeof(double)),
        .losses = malloc((most + 1) * width * sizeof(double)),
        .alone = malloc(width * sizeof(double)),
    };
    int there = room.feared && room.own && room.counts && room.in_spite && room.losses && room.alone;
    int status = there ? make_rows(&v, &room, rows) : NO_MEMORY;
    free(room.feared), free(room.own), free(room.counts), free(room.in_spite), free(room.losses), free(room.alone);
    return status;
}

SHARED void kernel_free_rows(rows_t *rows) {
    free(rows->which);
    free(rows->numbers);
}

/* The rows of one draw: first (parties + 1), stakes (parties, 2), which (room, n + 3), numbers (room, width). `found`:
   how many parties and rows there are; where there are more than `room`, which and numbers are left as they are. */
EXPORT int standoff_terms(const standoff_deal *deal, int64_t draw, int64_t room, int64_t *found, int64_t *first,
                          float *stakes, int64_t *which, float *numbers) {
    rows_t rows;
    memset(&rows, 0, sizeof rows);
    int status = kernel_rows(deal, draw, &rows);
    if (!status) {
        found[0] = rows.parties, found[1] = rows.count;
        memcpy(first, rows.first, (size_t)(rows.parties + 1) * sizeof *first);
        memcpy(stakes, rows.stakes, 2 * (size_t)rows.parties * sizeof *stakes);
    }
    if (!status && rows.count && rows.count <= room) {
        memcpy(which, rows.which, (size_t)rows.count * (size_t)(deal->planned + 3) * sizeof *which);
        memcpy(numbers, rows.numbers,
               (size_t)rows.count * (size_t)width_of(deal->planned, deal->entries) * sizeof *numbers);
    }
    kernel_free_rows(&rows);
    return status;
}
