#include "models/forget.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/model.h"
#include "models/shop_for_test.h"
#include "models/train.h"

namespace likely {
namespace {

constexpr int kDays = 120;
const std::string kOwnProduct = "engraved for one person";

Result<bool> keep_none(std::string_view, std::string_view) { return false; }
Result<bool> keep_all(std::string_view, std::string_view) { return true; }

class Forgetting : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    Interactions shop = make_shop(300, kDays);
    // One product that only the third profile ever touched, in a category of its own.
    shop.texts[0].values.insert(shop.texts[0].values.begin(), kOwnProduct);
    for (uint32_t& code : shop.texts[0].code) ++code;
    shop.texts[1].values.push_back("Private");
    const auto row = std::find(shop.profile.begin(), shop.profile.end(), 2u) - shop.profile.begin();
    shop.texts[0].code[static_cast<size_t>(row)] = 0;
    shop.texts[1].code[static_cast<size_t>(row)] = 4;
    number_ = shop.profiles[2];
    NoProgress progress;
    auto bytes = train(shop, {.now = shop.last_event + 1, .threads = 2}, progress);
    ASSERT_TRUE(bytes) << bytes.error().message;
    bytes_ = new std::string(std::move(*bytes));
  }
  static void TearDownTestSuite() { delete bytes_; }

  static ProfileNumber number_;
  static std::string* bytes_;
};

ProfileNumber Forgetting::number_ = 0;
std::string* Forgetting::bytes_ = nullptr;

TEST_F(Forgetting, ThePersonAndTheirOwnValuesAreGone) {
  const ProfileNumber who[] = {number_, 4'000'000};
  const auto forgotten = forget_profiles(*bytes_, who, keep_none);
  ASSERT_TRUE(forgotten) << forgotten.error().message;
  EXPECT_EQ(forgotten->profiles, 1u);
  EXPECT_EQ(forgotten->values, 2u);
  EXPECT_NE(bytes_->find(kOwnProduct), std::string::npos);
  EXPECT_EQ(forgotten->bytes.find(kOwnProduct), std::string::npos);
  const auto model = open_model(forgotten->bytes);
  ASSERT_TRUE(model) << model.error().message;
  const auto profiles = (*model)->profiles();
  EXPECT_FALSE(std::binary_search(profiles.begin(), profiles.end(), number_));
  EXPECT_EQ((*model)->column("Product")->find(kOwnProduct).code, kNoValue);
}

TEST_F(Forgetting, AllOthersScoreTheSameToTheBit) {
  const ProfileNumber who[] = {number_};
  for (const auto& keep : {keep_none, keep_all}) {
    const auto forgotten = forget_profiles(*bytes_, who, keep);
    ASSERT_TRUE(forgotten);
    const auto before = open_model(*bytes_).value(), after = open_model(forgotten->bytes).value();
    ASSERT_EQ(after->profiles().size() + 1, before->profiles().size());
    for (const auto& column : after->columns()) {
      const ColumnModel& old = *before->column(column->name());
      for (uint32_t code = 0; code < column->value_count(); ++code) {
        std::vector<float> now(after->profiles().size()), then(before->profiles().size());
        const std::string value(column->value(code));
        column->score_target(column->find(value), 2, now);
        old.score_target(old.find(value), 2, then);
        then.erase(then.begin() + 2);
        ASSERT_EQ(now, then) << column->name() << " = " << value;
      }
      for (uint32_t p : {0u, 2u, 77u}) {
        const uint32_t was = p < 2 ? p : p + 1;
        const auto best = column->best_values(p, 3, {}), old_best = old.best_values(was, 3, {});
        ASSERT_EQ(best.size(), old_best.size());
        for (size_t k = 0; k < best.size(); ++k) {
          EXPECT_EQ(column->value(best[k].code), old.value(old_best[k].code));
          EXPECT_EQ(best[k].probability, old_best[k].probability);
        }
        EXPECT_EQ(column->touched(p, 0, 0).size(), old.touched(was, 0, 0).size());
      }
    }
  }
}

TEST_F(Forgetting, StrangersAndDamageChangeNothing) {
  const ProfileNumber nobody[] = {4'000'000};
  const auto none = forget_profiles(*bytes_, nobody, keep_none);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->profiles, 0u);
  EXPECT_TRUE(none->bytes.empty());
  std::string damaged = *bytes_;
  damaged[damaged.size() / 2] ^= 1;
  EXPECT_EQ(forget_profiles(damaged, nobody, keep_none).error().code, ErrorCode::kUnusable);
}

}  // namespace
}  // namespace likely
