/* What the library says of itself. */

#include "bound.h"

#if !defined(STANDOFF_SOURCE)
#define STANDOFF_SOURCE 0
#endif

/* Which files this was compiled from: the fingerprint of sources.py. loader.py serves no other. */
EXPORT int64_t standoff_source(void) { return STANDOFF_SOURCE; }

/* The sizes of the structs that Python fills, for a test of their layout. */
EXPORT int standoff_sizes(int64_t *sizes, int64_t n) {
    if (n != 4) return BAD_LENGTH;
    sizes[0] = (int64_t)sizeof(standoff_exchange);
    sizes[1] = (int64_t)sizeof(standoff_results);
    sizes[2] = (int64_t)sizeof(standoff_deal);
    sizes[3] = (int64_t)sizeof(standoff_search);
    return FINE;
}
