#include "domain/access.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

constexpr Scope kAll[] = {Scope::kPublic, Scope::kWriteOnly, Scope::kBrowser, Scope::kProfileRead,
                          Scope::kView,   Scope::kManage,    Scope::kAdmin};

TEST(Access, EveryScopeByEveryNeed) {
  // A row a scope that is held, in the order of kAll; a letter a need that it opens.
  constexpr std::string_view kOpened[kScopeCount] = {"p......", "pwb....", "p......", "p..r...",
                                                     "p..rv..", "p..rvm.", "p..rvma"};
  for (const Scope has : kAll) {
    for (const Scope needs : kAll) {
      const bool opened = kOpened[static_cast<size_t>(has)][static_cast<size_t>(needs)] != '.';
      EXPECT_EQ(allows(has, needs), opened) << name_of(has) << " asked for " << name_of(needs);
    }
  }
}

TEST(Access, NamesOfTokenScopes) {
  EXPECT_EQ(token_scope("write"), Scope::kWriteOnly);
  EXPECT_EQ(token_scope("profile-read"), Scope::kProfileRead);
  EXPECT_EQ(token_scope("admin"), Scope::kAdmin);
  for (const char* none : {"view", "public", "browser"}) EXPECT_FALSE(token_scope(none)) << none;
  EXPECT_FALSE(token_scope("root"));
  EXPECT_EQ(role_scope("marketer"), Scope::kManage);
  EXPECT_FALSE(role_scope("owner"));
}

}  // namespace
}  // namespace likely
