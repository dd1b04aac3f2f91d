#include "store/custom_trait_store.h"

#include <gtest/gtest.h>

#include "base/temp_folder_for_test.h"
#include "store/space.h"

namespace likely {
namespace {

TEST(CustomTraitStoreTest, OfOneTimeTheLaterCallCountsAfterAMerge) {
  const TempFolder folder;
  const auto space = Space::open({.path = folder.path() + "/data", .access = Access::kCreate});
  Sqlite& state = (*space)->state();
  ASSERT_TRUE(state.execute("INSERT INTO merges VALUES (1, 2), (3, 2)"));
  const CustomTrait traits[] = {{1, "plan", "\"visitor\"", 10, "web"},
                                {2, "plan", "\"member\"", 10, "web"},
                                {3, "plan", "\"other\"", 10, "web"},
                                {2, "age", "1", 10, "web"},
                                {1, "age", "2", 11, "web"},
                                {1, "town", "\"A\"", 10, "web"},
                                {3, "town", "\"B\"", 10, "web"}};
  ASSERT_TRUE(put_custom_traits(state, traits));
  std::string found;
  const auto merged = custom_traits_of(state, 2);
  for (const CustomTrait& trait : *merged) found += trait.key + "=" + trait.value_json + " ";
  EXPECT_EQ(found, R"(age=2 plan="member" town="B" )");
}

}  // namespace
}  // namespace likely
