/* The hot loops of the engine in C11. Every function has a twin in numpy, which serves where this file is not compiled.

   Rules. An exported function is named standoff_*, takes arrays with their lengths, returns a status (FINE or why not),
   checks its lengths before it writes, frees what it allocates, keeps no state, and says the same as its twin: loops
   may be reordered over sets, never within a sum. Declare it in kernel.py (FUNCTIONS), where a test compares the two.
   One section for each module of the engine; the words are those of the Python. */

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

/* CLONES before a function: compiled twice, and the processor decides at run time which one is called. It needs a
   dynamic linker that lets it decide (glibc), and sanitizers do not go with it. */
#if defined(__has_attribute)
#if __has_attribute(target_clones) && defined(__x86_64__) && defined(__GLIBC__) && !defined(STANDOFF_ONE_PROCESSOR)
#define CLONES __attribute__((target_clones("avx2", "default")))
#endif
#endif
#if !defined(CLONES)
#define CLONES
#endif

#if !defined(STANDOFF_SOURCE)
#define STANDOFF_SOURCE 0
#endif

enum { FINE = 0, BAD_LENGTH = 1, NO_MEMORY = 2 };

/* Which kernel.c this was compiled from: the CRC-32 of its bytes. kernel.py serves no other. */
EXPORT int64_t standoff_source(void) { return STANDOFF_SOURCE; }

/* ------------------------------------------------------------------------------------------------- lattice.py */

/* The sum of values over every subset, by doubling: values (n,), sums (size,) with size = 2^n. */
CLONES EXPORT int standoff_subset_sums(const double *values, int64_t n, float *sums, int64_t size) {
    if (n < 0 || n > 30 || size != (int64_t)1 << n) return BAD_LENGTH;
    sums[0] = 0;
    for (int64_t b = 0; b < n; b++) {
        int64_t half = (int64_t)1 << b;
        float value = (float)values[b];
        for (int64_t set = 0; set < half; set++) sums[half + set] = sums[set] + value;
    }
    return FINE;
}
