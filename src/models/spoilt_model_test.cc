#include <gtest/gtest.h>

#include "base/spoil_for_test.h"
#include "models/model.h"
#include "models/shop_for_test.h"
#include "models/train.h"

namespace likely {
namespace {

// Not one flipped bit, wherever it is, not one missing byte goes unnoticed.
TEST(SpoiltModel, IsRefusedInWords) {
  NoProgress progress;
  const Interactions shop = make_shop(60, 120);
  auto trained = train(shop, {.horizon_days = 14, .now = shop.last_event, .threads = 1}, progress);
  ASSERT_TRUE(trained) << trained.error().message;
  std::string bytes = std::move(*trained);
  ASSERT_TRUE(open_model(bytes));
  const auto refused = [](std::string_view model) {
    const auto opened = open_model(model);
    return !opened && opened.error().code == ErrorCode::kUnusable &&
           opened.error().message.find("likely train") != std::string::npos;
  };
  Rng rng(9);
  for (size_t i = 0; i < 2000; ++i) {
    const size_t at = i < 64 ? i : rng.below(bytes.size());  // all of the header
    const auto bit = static_cast<char>(1 << rng.below(8));
    bytes[at] = static_cast<char>(bytes[at] ^ bit);
    ASSERT_TRUE(refused(bytes)) << at;
    bytes[at] = static_cast<char>(bytes[at] ^ bit);
  }
  for (size_t i = 0; i < 500; ++i) {
    const size_t length = i < 64 ? i : rng.below(bytes.size());
    ASSERT_TRUE(refused(std::string_view(bytes).substr(0, length))) << length;
    const std::string other = spoiled(std::string_view(bytes).substr(0, 5000), rng);
    ASSERT_TRUE(refused(other)) << i;
  }
  EXPECT_TRUE(open_model(bytes));
}

}  // namespace
}  // namespace likely
