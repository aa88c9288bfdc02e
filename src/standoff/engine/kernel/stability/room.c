/* Room for the verdicts on one graph of states: fibres and corners of its parties, made once for many sets of ranks. */

#include "stability.h"

SHARED void kernel_close_room(const Graph *of, Room *room) {
    for (int i = 0; i < of->parties; i++) {
        if (room->corners) kernel_close_corner(&room->corners[i]);
        if (room->fibres) free(room->fibres[i].places), free(room->fibres[i].counts);
    }
    free(room->best), free(room->answers), free(room->corners), free(room->fibres);
    free(room->sorting.keys), free(room->sorting.spare), free(room->sorting.own);
}

/* Room for the fibres of the parties that are asked for. */
SHARED int kernel_open_fibres(const Graph *of, uint32_t parties, Room *room) {
    int most = 0;
    room->fibres = calloc((size_t)of->parties + 1, sizeof *room->fibres);
    if (!room->fibres) return NO_MEMORY;
    for (int i = 0; i < of->parties; i++) {
        Fibres *fibres = &room->fibres[i];
        fibres->own = of->makes[i] | of->ends[i], fibres->width = ones(fibres->own);
        if (!(parties >> i & 1) || !fibres->own) continue;
        fibres->wide = fibres->width > 15;
        fibres->places = kernel_large_room((size_t)of->size, fibres->wide ? sizeof(uint32_t) : sizeof(uint16_t));
        fibres->counts = kernel_large_room((size_t)(of->size >> fibres->width), sizeof(int32_t));
        if (!fibres->places || !fibres->counts) return NO_MEMORY;
        most = fibres->width > most ? fibres->width : most;
    }
    size_t lanes = most > NETWORK ? 1 : LANES, sorted = (size_t)1 << most;
    if (most > NETWORK && sorted < (size_t)LANES << NETWORK) sorted = (size_t)LANES << NETWORK;
    room->sorting.keys = malloc(lanes * sorted * sizeof(uint64_t));
    room->sorting.spare = malloc((most > NETWORK ? sorted : 1) * sizeof(uint64_t));
    room->sorting.own = malloc(((size_t)1 << most) * sizeof(uint32_t));
    return room->sorting.keys && room->sorting.spare && room->sorting.own ? FINE : NO_MEMORY;
}

SHARED void kernel_sort_all(const Graph *of, const int32_t *ranks, Room *room) {
    for (int i = 0; i < of->parties; i++)
        if (room->fibres[i].places) kernel_sort_party(of, ranks + i * of->size, &room->fibres[i], &room->sorting);
}

SHARED int kernel_open_room(const Graph *of, int wanted, Room *room) {
    memset(room, 0, sizeof *room);
    uint32_t everybody = (uint32_t)(((uint64_t)1 << of->parties) - 1);
    room->best = kernel_large_room((size_t)of->size, sizeof(int32_t));
    room->answers = kernel_large_room((size_t)of->size, sizeof(int32_t));
    room->corners = calloc((size_t)of->parties + 1, sizeof *room->corners);
    if (!room->best || !room->answers || !room->corners) return NO_MEMORY;
    int improving = (wanted & (SEQ | SSEQ)) && of->parties > 1;
    if (improving && kernel_open_fibres(of, everybody, room)) return NO_MEMORY;
    if (!improving && of->complete) return FINE;
    for (int i = 0; i < of->parties; i++)
        if (kernel_open_corner(of, everybody & ~((uint32_t)1 << i), improving ? room->fibres : NULL, &room->corners[i]))
            return NO_MEMORY;
    return FINE;
}
