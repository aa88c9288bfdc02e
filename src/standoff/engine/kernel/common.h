/* What every family of the kernel begins with: how functions are declared, what they return, and the few operations for
   which compilers have a builtin. Whatever depends on the compiler stands here and nowhere else; where a compiler lacks
   it, or STANDOFF_PLAIN is defined, plain C11 serves and says the same.

   Rules. An exported function is named standoff_*, takes arrays with their lengths, returns a status (FINE or why not),
   checks its lengths before it writes, frees what it allocates, keeps no state, and says the same as its twin in numpy:
   loops may be reordered over sets, never within a sum (moment.c says where sums have other terms). Declare it in
   loader.py (FUNCTIONS), where a test compares the two. A function that several files share is SHARED, is named
   kernel_*, and is declared in the header of its family; every other one is static. The words are those of the Python.
 */

#ifndef STANDOFF_COMMON_H
#define STANDOFF_COMMON_H

#if defined(__linux__)
#define _DEFAULT_SOURCE /* for madvise */
#endif
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if (defined(__GNUC__) || defined(__clang__)) && !defined(STANDOFF_PLAIN)
#define BUILTINS /* of gcc and clang */
#endif

/* EXPORT before what Python calls, SHARED before what other files call. */
#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#define SHARED
#elif defined(__GNUC__) || defined(__clang__)
#define EXPORT __attribute__((visibility("default")))
#define SHARED __attribute__((visibility("hidden")))
#else
#define EXPORT
#define SHARED
#endif

/* CLONES before a function: compiled twice, and the processor decides at run time which one is called. It needs a
   dynamic linker that lets it decide (glibc), and sanitizers do not go with it. Only for functions that are static or
   exported. */
#if defined(BUILTINS) && defined(__has_attribute)
#if __has_attribute(target_clones) && defined(__x86_64__) && defined(__GLIBC__) && !defined(STANDOFF_ONE_PROCESSOR)
#define CLONES __attribute__((target_clones("avx2", "default")))
#endif
#endif
#if !defined(CLONES)
#define CLONES
#endif

/* INLINE before what has to be compiled into each clone, for its processor. */
#if defined(BUILTINS)
#define INLINE static inline __attribute__((always_inline))
#elif defined(_MSC_VER)
#define INLINE static __forceinline
#else
#define INLINE static inline
#endif

enum { FINE = 0, BAD_LENGTH = 1, NO_MEMORY = 2 };

/* How many elements a set has. */
INLINE int ones(uint64_t set) {
#if defined(BUILTINS)
    return __builtin_popcountll(set);
#else
    int count = 0;
    for (; set; set &= set - 1) count++;
    return count;
#endif
}

/* The lowest element of a set that is not empty. */
INLINE int first_of(uint64_t set) {
#if defined(BUILTINS)
    return __builtin_ctzll(set);
#else
    return ones((set & (0 - set)) - 1);
#endif
}

#endif
