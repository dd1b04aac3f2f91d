#include "models/trees.h"

#include <algorithm>
#include <cstdlib>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace likely {

namespace {

using Tree = ObliviousTrees::Tree;
constexpr int kDepth = ObliviousTrees::kDepth;
constexpr size_t kBlock = ObliviousTrees::kBlock;

void add_plainly(const std::vector<Tree>& trees, const uint8_t* bins, int32_t* sum) {
  for (const Tree& tree : trees) {
    uint8_t leaf[kBlock] = {};
    for (int level = 0; level < kDepth; ++level) {
      const uint8_t* bin = bins + tree.feature[level] * kBlock;
      const auto bit = static_cast<uint8_t>(1 << level);
      for (size_t lane = 0; lane < kBlock; ++lane) {
        leaf[lane] = static_cast<uint8_t>(leaf[lane] | (bin[lane] > tree.above[level] ? bit : 0));
      }
    }
    for (size_t lane = 0; lane < kBlock; ++lane) sum[lane] += tree.leaf(leaf[lane]);
  }
}

#if defined(__x86_64__)

#define LIKELY_AVX2 __attribute__((target("avx2"), always_inline)) inline

// Leaf numbers of 32 lanes: one bit a level.
LIKELY_AVX2 __m256i leaves_of(const Tree& tree, const uint8_t* bins) {
  __m256i leaf = _mm256_setzero_si256();
  for (int level = 0; level < kDepth; ++level) {
    const __m256i bin =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bins + tree.feature[level] * kBlock));
    const __m256i set =
        _mm256_cmpgt_epi8(bin, _mm256_set1_epi8(static_cast<char>(tree.above[level])));
    leaf = _mm256_or_si256(leaf,
                           _mm256_and_si256(set, _mm256_set1_epi8(static_cast<char>(1 << level))));
  }
  return leaf;
}

// 16 entries of a table, for both halves of a register.
LIKELY_AVX2 __m256i table(const uint8_t* bytes) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)));
}

// The bytes of 32 leaves in their two halves. A byte shuffle looks up among 16 entries and gives
// zero where an index has its highest bit set: each quarter of the table gets indices that are
// below 16 for its own leaves only.
LIKELY_AVX2 void look_up(const __m256i (&low)[4], const __m256i (&high)[4], __m256i leaf,
                         __m256i& low_bytes, __m256i& high_bytes) {
  low_bytes = high_bytes = _mm256_setzero_si256();
  for (int quarter = 0; quarter < 4; ++quarter) {
    const __m256i own = _mm256_xor_si256(leaf, _mm256_set1_epi8(static_cast<char>(quarter << 4)));
    const __m256i index = _mm256_adds_epu8(own, _mm256_set1_epi8(0x70));
    low_bytes = _mm256_or_si256(low_bytes, _mm256_shuffle_epi8(low[quarter], index));
    high_bytes = _mm256_or_si256(high_bytes, _mm256_shuffle_epi8(high[quarter], index));
  }
}

// Sums of 16 bits of 32 lanes, in the order that unpacking bytes gives.
struct Sums {
  __m256i first, second;
};

// Adds 16-bit sums to the 32-bit ones of 32 lanes and clears them.
LIKELY_AVX2 void empty(Sums& sums, int32_t* out) {
  alignas(32) int16_t first[16], second[16];
  _mm256_store_si256(reinterpret_cast<__m256i*>(first), sums.first);
  _mm256_store_si256(reinterpret_cast<__m256i*>(second), sums.second);
  for (size_t half = 0; half < 2; ++half) {
    for (size_t k = 0; k < 8; ++k) {
      out[half * 16 + k] += first[half * 8 + k];
      out[half * 16 + 8 + k] += second[half * 8 + k];
    }
  }
  sums.first = sums.second = _mm256_setzero_si256();
}

__attribute__((target("avx2"))) void add_wide(const std::vector<Tree>& trees, const uint8_t* bins,
                                              int32_t* sum) {
  Sums sums[2];
  for (Sums& s : sums) s.first = s.second = _mm256_setzero_si256();
  int reach = 0;  // no 16-bit sum is larger
  for (const Tree& tree : trees) {
    if (reach + tree.reach > INT16_MAX) {
      for (size_t half = 0; half < 2; ++half) empty(sums[half], sum + half * 32);
      reach = 0;
    }
    reach += tree.reach;
    __m256i low[4], high[4];
    for (int quarter = 0; quarter < 4; ++quarter) {
      low[quarter] = table(tree.low + quarter * 16);
      high[quarter] = table(tree.high + quarter * 16);
    }
    for (size_t half = 0; half < 2; ++half) {
      __m256i low_bytes, high_bytes;
      look_up(low, high, leaves_of(tree, bins + half * 32), low_bytes, high_bytes);
      Sums& s = sums[half];
      s.first = _mm256_add_epi16(s.first, _mm256_unpacklo_epi8(low_bytes, high_bytes));
      s.second = _mm256_add_epi16(s.second, _mm256_unpackhi_epi8(low_bytes, high_bytes));
    }
  }
  for (size_t half = 0; half < 2; ++half) empty(sums[half], sum + half * 32);
}

const bool kWide = __builtin_cpu_supports("avx2");

#endif

}  // namespace

void ObliviousTrees::Tree::set_leaves(const int (&units)[kLeaves]) {
  reach = 0;
  for (size_t k = 0; k < kLeaves; ++k) {
    low[k] = static_cast<uint8_t>(units[k]);
    high[k] = static_cast<uint8_t>(units[k] >> 8);
    reach = static_cast<int16_t>(std::max<int>(reach, std::abs(units[k])));
  }
}

void ObliviousTrees::score_block_plainly(const uint8_t* bins, int64_t* out) const {
  int32_t sum[kBlock] = {};
  add_plainly(trees, bins, sum);
  for (size_t lane = 0; lane < kBlock; ++lane) out[lane] = base + sum[lane];
}

void ObliviousTrees::score_block(const uint8_t* bins, int64_t* out) const {
#if defined(__x86_64__)
  if (kWide) {
    int32_t sum[kBlock] = {};
    add_wide(trees, bins, sum);
    for (size_t lane = 0; lane < kBlock; ++lane) out[lane] = base + sum[lane];
    return;
  }
#endif
  score_block_plainly(bins, out);
}

}  // namespace likely
