#pragma once

// LIKELY_CLONES before a function: compiled for AVX2 too and chosen at start, so that one binary
// runs on every x86-64. Neither body fuses multiply and add: both give the same bytes.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LIKELY_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define LIKELY_CLONES
#endif
