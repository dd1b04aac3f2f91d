#include "domain/access.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

constexpr Scope kAll[] = {Scope::kWriteOnly, Scope::kProfileRead, Scope::kView, Scope::kManage,
                          Scope::kAdmin};

TEST(Access, EveryScopeByEveryNeed) {
  constexpr bool kAllowed[5][5] = {{true, false, false, false, false},
                                   {false, true, false, false, false},
                                   {false, true, true, false, false},
                                   {false, true, true, true, false},
                                   {true, true, true, true, true}};
  for (const Scope has : kAll) {
    for (const Scope needs : kAll) {
      EXPECT_EQ(allows(has, needs), kAllowed[static_cast<int>(has)][static_cast<int>(needs)])
          << name_of(has) << " asked for " << name_of(needs);
    }
  }
}

TEST(Access, NamesOfTokenScopes) {
  EXPECT_EQ(token_scope("write"), Scope::kWriteOnly);
  EXPECT_EQ(token_scope("profile-read"), Scope::kProfileRead);
  EXPECT_FALSE(token_scope("view"));
  EXPECT_FALSE(token_scope("root"));
  EXPECT_EQ(role_scope("marketer"), Scope::kManage);
  EXPECT_FALSE(role_scope("owner"));
}

}  // namespace
}  // namespace likely
