#include "base/hash_index.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

TEST(HashIndex, KeepsWhatWasPutInWhileItGrows) {
  HashIndex<uint32_t> index;
  const auto key = [](uint64_t i) { return Hash128{mix64(i), mix64(i, 1)}; };
  for (uint32_t i = 0; i < 10'000; ++i) {
    const auto [value, inserted] = index.insert(key(i));
    ASSERT_TRUE(inserted);
    *value = i;
  }
  EXPECT_EQ(index.size(), 10'000u);
  for (uint32_t i = 0; i < 10'000; ++i) {
    ASSERT_NE(index.find(key(i)), nullptr);
    EXPECT_EQ(*index.find(key(i)), i);
    EXPECT_FALSE(index.insert(key(i)).inserted);
  }
  EXPECT_EQ(index.find(key(10'000)), nullptr);
}

TEST(HashIndex, TellsNeighboursApartAtTheEndOfItsRange) {
  HashIndex<int> index;
  for (uint64_t i = 0; i < 10; ++i) *index.insert({~uint64_t{0}, i}).value = static_cast<int>(i);
  for (uint64_t i = 0; i < 10; ++i) EXPECT_EQ(*index.find({~uint64_t{0}, i}), static_cast<int>(i));
  EXPECT_TRUE(index.insert({0, 0}).inserted);  // the key that also marks a free place
  EXPECT_FALSE(index.insert({0, 0}).inserted);
}

}  // namespace
}  // namespace likely
