#include "serving/tries.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

TEST(Tries, CloseAnAddressForAWhile) {
  Tries tries(10);
  for (size_t i = 0; i < Tries::kMost; ++i) {
    EXPECT_TRUE(tries.may_try("a", 0));
    tries.note_failure("a", 0);
  }
  EXPECT_FALSE(tries.may_try("a", Tries::kWithinUs));
  EXPECT_TRUE(tries.may_try("b", 0));
  EXPECT_TRUE(tries.may_try("a", Tries::kWithinUs + 1));
}

TEST(Tries, ForgetTheAddressThatWasTriedLongestAgo) {
  Tries tries(2);
  for (size_t i = 0; i < Tries::kMost; ++i) {
    tries.note_failure("z", 1);
    tries.note_failure("a", 2);
  }
  tries.note_failure("m", 3);  // "z" goes, though "a" comes first by name
  EXPECT_FALSE(tries.may_try("a", 4));
  EXPECT_TRUE(tries.may_try("z", 4));
}

}  // namespace
}  // namespace likely
