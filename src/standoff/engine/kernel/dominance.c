/* Which points does no other beat in every coordinate? */

#include "common.h"

/* Which points stand: ranks (count, width), smaller is better, whoever beats a point before it; stands (count). */
CLONES EXPORT int standoff_unbeaten(int64_t count, int64_t width, const int32_t *ranks, uint8_t *stands) {
    if (count < 0 || width < 0) return BAD_LENGTH;
    int32_t *front = malloc(((size_t)count * (size_t)width + 1) * sizeof *front);
    if (!front) return NO_MEMORY;
    int64_t size = 0;
    for (int64_t k = 0; k < count; k++) {
        const int32_t *mine = ranks + k * width;
        int beaten = 0;
        for (int64_t other = 0; other < size && !beaten; other++) {
            const int32_t *theirs = front + other * width;
            int better = 0, worse = 0;
            for (int64_t c = 0; c < width && !worse; c++) {
                worse = theirs[c] > mine[c];
                better |= theirs[c] < mine[c];
            }
            beaten = better && !worse;
        }
        stands[k] = (uint8_t)!beaten;
        if (beaten) continue;
        if (width) memcpy(front + size * width, mine, (size_t)width * sizeof *front);
        size++;
    }
    free(front);
    return FINE;
}
