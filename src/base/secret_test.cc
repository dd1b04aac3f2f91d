#include "base/secret.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

TEST(Secret, IsNewEachTimeAndHas256Bits) {
  const std::string a = new_secret("wk_"), b = new_secret("wk_");
  EXPECT_NE(a, b);
  EXPECT_EQ(a.size(), 3 + 43u);
  EXPECT_TRUE(a.starts_with("wk_"));
  EXPECT_EQ(a.find_first_of("+/="), std::string::npos);
}

TEST(Secret, IsKeptAsBlake2b) {
  // BLAKE2b-256 of the empty text.
  EXPECT_EQ(hash_secret(""), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  EXPECT_NE(hash_secret("a"), hash_secret("b"));
}

TEST(Secret, PasswordsFitOnlyThemselves) {
  const auto kept = hash_password("correct horse");
  ASSERT_TRUE(kept);
  EXPECT_TRUE(kept->starts_with("$argon2id$"));
  EXPECT_TRUE(password_fits("correct horse", *kept));
  EXPECT_FALSE(password_fits("correct horsE", *kept));
  EXPECT_FALSE(password_fits("correct horse", "not a hash"));
  EXPECT_NE(*kept, *hash_password("correct horse"));
}

TEST(Secret, SealedTextOpensWithItsKeyOnly) {
  for (const std::string text : {"", "a", "lk_secret and more"}) {
    const std::string sealed = seal(text, "key");
    EXPECT_EQ(open_sealed(sealed, "key"), text);
    EXPECT_NE(sealed, seal(text, "key"));
    EXPECT_FALSE(open_sealed(sealed, "kez"));
    std::string spoilt = sealed;
    spoilt.back() ^= 1;
    EXPECT_FALSE(open_sealed(spoilt, "key"));
    EXPECT_FALSE(open_sealed(sealed.substr(0, 20), "key"));
  }
}

TEST(Secret, ComparesWholeTexts) {
  EXPECT_TRUE(same_secret("abc", "abc"));
  EXPECT_FALSE(same_secret("abc", "abd"));
  EXPECT_FALSE(same_secret("abc", "abcd"));
}

}  // namespace
}  // namespace likely
