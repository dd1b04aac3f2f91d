#include "models/train.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "math/exp2.h"
#include "models/calibration.h"
#include "models/model.h"
#include "models/shop_for_test.h"

namespace likely {
namespace {

constexpr int kDays = 200, kHorizon = 30;

class Trained : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shop_ = new Interactions(make_shop(900, kDays));
    now_ = shop_->last_event - kHorizon * kDayUs;  // the last month is the test
    NoProgress progress;
    auto bytes = train(*shop_, {.horizon_days = kHorizon, .now = now_, .threads = 2}, progress);
    ASSERT_TRUE(bytes) << bytes.error().message;
    bytes_ = new std::string(std::move(*bytes));
    auto model = open_model(*bytes_);
    ASSERT_TRUE(model) << model.error().message;
    model_ = model->release();
  }
  static void TearDownTestSuite() {
    delete model_;
    delete bytes_;
    delete shop_;
  }

  // Did eligible profile i buy a product of this category in the test month?
  static std::vector<uint8_t> bought(uint32_t category) {
    std::vector<uint8_t> result(model_->profiles().size(), 0);
    for (size_t row = 0; row < shop_->size(); ++row) {
      if (shop_->at[row] < now_ || shop_->rule[row] != 1) continue;
      if (shop_->texts[1].code[row] != category) continue;
      const auto number = shop_->profiles[shop_->profile[row]];
      const auto at =
          std::lower_bound(model_->profiles().begin(), model_->profiles().end(), number);
      if (at != model_->profiles().end() && *at == number) {
        result[static_cast<size_t>(at - model_->profiles().begin())] = 1;
      }
    }
    return result;
  }

  static std::vector<float> scores(const ColumnModel& column, std::string_view value) {
    std::vector<float> p(model_->profiles().size());
    column.score_target(column.find(value), 2, p);
    return p;
  }

  static Interactions* shop_;
  static TimeUs now_;
  static std::string* bytes_;
  static Model* model_;
};

Interactions* Trained::shop_ = nullptr;
TimeUs Trained::now_ = 0;
std::string* Trained::bytes_ = nullptr;
Model* Trained::model_ = nullptr;

TEST_F(Trained, OneThreadGivesTheSameBytesAsTwo) {
  NoProgress progress;
  const auto one = train(*shop_, {.horizon_days = kHorizon, .now = now_, .threads = 1}, progress);
  ASSERT_TRUE(one);
  EXPECT_TRUE(*one == *bytes_);
}

TEST_F(Trained, FindsTheBuyersOfAMonthItHasNotSeen) {
  const ColumnModel* column = model_->column("Category");
  ASSERT_NE(column, nullptr);
  const auto y = bought(0);
  const auto p = scores(*column, "Binders");
  const std::vector<float> none(p.size(), 0.0f);
  const JudgedTarget judged = judge_target(p, none, none, y);
  EXPECT_GT(judged.auc, 0.75);
  EXPECT_NEAR(judged.expected[2] / judged.actual[2], 1.0, 0.2);
}

TEST_F(Trained, NothingAfterNowReachesTheModel) {
  Interactions cut = *shop_;
  // Another future: every later row is about another product.
  for (size_t row = 0; row < cut.size(); ++row) {
    if (cut.at[row] >= now_) cut.texts[0].code[row] = 0;
  }
  NoProgress progress;
  const auto other = train(cut, {.horizon_days = kHorizon, .now = now_, .threads = 2}, progress);
  ASSERT_TRUE(other);
  EXPECT_TRUE(*other == *bytes_);
}

// Probabilities of every value of a column with a profile, in the order of `codes`.
std::vector<float> of_profile(const ColumnModel& column, uint32_t profile,
                              const std::vector<uint32_t>& codes) {
  std::vector<float> p(codes.size());
  column.score_profile(profile, codes, p);
  return p;
}

TEST_F(Trained, AProfileScoredAloneHasTheScoreOfTheAudience) {
  for (const auto& column : model_->columns()) {
    std::vector<std::vector<float>> all;
    std::vector<uint32_t> codes, backwards;
    for (uint32_t v = 0; v < column->value_count(); ++v) {
      all.push_back(scores(*column, column->value(v)));
      codes.push_back(v);
    }
    backwards.assign(codes.rbegin(), codes.rend());
    for (uint32_t i = 0; i < all[0].size(); i += 97) {
      const auto alone = of_profile(*column, i, codes);
      auto again = of_profile(*column, i, backwards);
      std::ranges::reverse(again);
      EXPECT_EQ(again, alone) << column->name() << " " << i;
      for (const uint32_t v : codes) EXPECT_EQ(alone[v], all[v][i]) << column->name() << " " << v;
    }
  }
}

TEST_F(Trained, BestValuesAreTheBestOfAll) {
  for (const auto& column : model_->columns()) {
    std::vector<uint32_t> codes(column->value_count());
    std::vector<bool> odd(codes.size());
    for (uint32_t v = 0; v < codes.size(); ++v) {
      codes[v] = v;
      odd[v] = v % 2 == 1;
    }
    for (uint32_t i = 0; i < model_->profiles().size(); i += 13) {
      const auto p = of_profile(*column, i, codes);
      for (const auto& allowed : {std::vector<bool>(), odd}) {
        std::vector<std::pair<float, uint32_t>> expected;
        for (const uint32_t v : codes) {
          if (allowed.empty() || allowed[v]) expected.emplace_back(-p[v], v);
        }
        std::ranges::sort(expected);
        for (const size_t count : {size_t{0}, size_t{1}, size_t{5}, codes.size() + 1}) {
          const auto best = column->best_values(i, count, allowed);
          ASSERT_EQ(best.size(), std::min(count, expected.size()));
          for (size_t k = 0; k < best.size(); ++k) {
            EXPECT_EQ(best[k].code, expected[k].second) << column->name() << " " << i;
            EXPECT_EQ(best[k].probability, -expected[k].first);
          }
        }
      }
    }
  }
}

TEST_F(Trained, AnUnknownValueIsAnsweredWithWhatWasAssumed) {
  const ColumnModel* column = model_->column("Category");
  const Target stranger = column->find("Staplers");
  EXPECT_EQ(stranger.code, kNoValue);
  EXPECT_EQ(stranger.evidence, Evidence::kNone);
  EXPECT_FALSE(stranger.assumed.empty());
  for (const float x : scores(*column, "Staplers")) {
    EXPECT_GT(x, 0.0f);
    EXPECT_LT(x, 1.0f);
  }
}

TEST_F(Trained, CaseAndSpacesAreOtherValuesThatAreSuggested) {
  const Target target = model_->column("Category")->find(" binders ");
  EXPECT_EQ(target.code, kNoValue);
  ASSERT_EQ(target.similar.size(), 1u);
  EXPECT_EQ(target.similar[0], "Binders");
}

TEST_F(Trained, AnyBandOfANumberMayBeAsked) {
  const ColumnModel* column = model_->column("Price");
  const Target narrow = column->find("5..10"), wide = column->find("5..30");
  ASSERT_TRUE(narrow.band && wide.band);
  std::vector<float> a(model_->profiles().size()), b(a.size());
  column->score_target(narrow, 2, a);
  column->score_target(wide, 2, b);
  for (size_t i = 0; i < a.size(); ++i) EXPECT_LE(a[i], b[i]);
}

TEST_F(Trained, ReasonsSpeakOfWhatTheProfileDid) {
  const ColumnModel* column = model_->column("Category");
  const auto p = scores(*column, "Pens");
  const auto top = static_cast<uint32_t>(std::max_element(p.begin(), p.end()) - p.begin());
  const auto reasons = column->reasons(top, column->find("Pens"), 3);
  ASSERT_FALSE(reasons.empty());
  for (size_t k = 1; k < reasons.size(); ++k) EXPECT_GE(reasons[k - 1].points, reasons[k].points);
  EXPECT_GT(reasons[0].points, 0);
}

TEST_F(Trained, TouchedKnowsTheActionAndTheTime) {
  const ColumnModel* column = model_->column("Product");
  const auto ever = column->touched(0, 1, 0);
  const auto lately = column->touched(0, 1, now_ - 20 * kDayUs);
  EXPECT_LE(lately.size(), ever.size());
  std::vector<uint32_t> expected;
  for (size_t row = 0; row < shop_->size() && shop_->profile[row] == 0; ++row) {
    if (shop_->rule[row] == 1 && shop_->at[row] < now_)
      expected.push_back(shop_->texts[0].code[row]);
  }
  std::sort(expected.begin(), expected.end());
  expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
  EXPECT_EQ(ever, expected);
}

TEST_F(Trained, OneFlippedBitIsFound) {
  for (const size_t at : {size_t{3}, size_t{9}, size_t{20}, size_t{200}, bytes_->size() - 1}) {
    std::string damaged = *bytes_;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    const auto model = open_model(damaged);
    ASSERT_FALSE(model) << at;
    EXPECT_EQ(model.error().code, ErrorCode::kUnusable);
  }
  EXPECT_FALSE(open_model(std::string_view(*bytes_).substr(0, bytes_->size() / 2)));
  EXPECT_FALSE(open_model(""));
}

TEST(Train, LittleDataGetsAModelThatSaysSo) {
  const Interactions shop = make_shop(200, 42);
  NoProgress progress;
  const auto bytes =
      train(shop, {.horizon_days = kHorizon, .now = shop.last_event, .threads = 2}, progress);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto model = open_model(*bytes);
  ASSERT_TRUE(model);
  EXPECT_FALSE((*model)->notes().empty());
}

// Ten days say nothing of the twenty after them: what is promised does not grow with the horizon.
TEST(Train, NothingIsPromisedFurtherAheadThanTheHistoryIsLong) {
  const Interactions shop = make_shop(400, 10);
  NoProgress progress;
  double expected[2] = {};
  for (const int k : {0, 1}) {
    const auto bytes = train(
        shop, {.horizon_days = k == 0 ? 10 : 300, .now = shop.last_event, .threads = 2}, progress);
    ASSERT_TRUE(bytes) << bytes.error().message;
    const auto model = open_model(*bytes);
    ASSERT_TRUE(model);
    EXPECT_NE((*model)->notes().front().find("history"), std::string::npos);
    const ColumnModel& column = *(*model)->columns()[1];
    std::vector<float> scores((*model)->profiles().size());
    column.score_target(column.find("Glue"), 2, scores);
    for (const float p : scores) expected[k] += p;
  }
  EXPECT_GT(expected[0], 1);
  EXPECT_NEAR(expected[1] / expected[0], 1.0, 0.1);
}

TEST(Train, NothingToLearnFromIsAnError) {
  Interactions shop = make_shop(20, 42);
  NoProgress progress;
  const auto before = train(shop, {.now = 1, .threads = 1}, progress);
  ASSERT_FALSE(before);
  EXPECT_EQ(before.error().code, ErrorCode::kUnusable);
  for (auto& rule : shop.rules) rule.goal = false;
  EXPECT_FALSE(train(shop, {.now = shop.last_event, .threads = 1}, progress));
}

TEST(Calibration, FollowsTheOutcomesAndKeepsTheOrder) {
  std::vector<Pair> pairs;
  std::vector<int64_t> units;
  Rng rng(5);
  for (uint32_t k = 0; k < 400'000; ++k) {
    const double raw = -6 + 6 * rng.uniform();
    // The truth is half as sure as the raw score.
    const double p = sigmoid(raw / 2 - 1);
    pairs.push_back({k, 0, 1.0f, rng.uniform() < p, 0});
    units.push_back(std::llround(raw / ObliviousTrees::kLeafUnit));
  }
  const Calibration calibration = calibrate(pairs, units);
  for (double raw = -5; raw < -0.5; raw += 0.5) {
    EXPECT_NEAR(sigmoid(calibration(raw)) / sigmoid(raw / 2 - 1), 1.0, 0.15) << raw;
    EXPECT_LT(calibration(raw), calibration(raw + 0.01));
  }
}

TEST_F(Trained, OneColumnAloneIsLearnedAsBesideTheOthers) {
  NoProgress progress;
  const auto bytes = train(*shop_,
                           {.horizon_days = kHorizon,
                            .now = now_,
                            .threads = 2,
                            .only = std::string(model_->columns()[1]->name())},
                           progress);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto alone = open_model(*bytes);
  ASSERT_TRUE(alone) << alone.error().message;
  ASSERT_EQ((*alone)->columns().size(), model_->columns().size());
  const ColumnModel& column = *model_->columns()[1];
  const ColumnModel& other = *(*alone)->columns()[1];
  for (uint32_t v = 0; v < std::min<size_t>(column.value_count(), 3); ++v) {
    EXPECT_EQ(scores(other, column.value(v)), scores(column, column.value(v)));
  }
  EXPECT_TRUE((*alone)->columns()[0]->quality().low_data);
}

// Names beside ids: a twin has levels of its own and ranks as well as its elder.
TEST(Train, ANameBesideAnIdBorrowsItsTrees) {
  Interactions shop = make_shop(1500, 200);
  auto& names = shop.texts.emplace_back();
  names.name = "Product Name";
  names.code = shop.texts[0].code;
  for (size_t v = 0; v < shop.texts[0].values.size(); ++v) {
    names.values.push_back("name of " + std::to_string(v));
  }
  const auto columns = make_columns(shop, shop.last_event + 1, 2);
  ASSERT_EQ(columns.size(), 4u);
  EXPECT_EQ(columns[2].twin, std::optional<size_t>(0));
  EXPECT_FALSE(columns[1].twin);  // a category is no name of a product
  NoProgress progress;
  const TrainOptions options{.horizon_days = 30, .now = shop.last_event + 1, .threads = 2};
  const auto bytes = train(shop, options, progress);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto model = open_model(*bytes);
  ASSERT_TRUE(model) << model.error().message;
  const Quality& elder = (*model)->columns()[0]->quality();
  const Quality& twin = (*model)->columns()[2]->quality();
  EXPECT_GT(elder.auc, 0.6);
  EXPECT_NEAR(twin.auc, elder.auc, 0.03);
  EXPECT_NEAR(twin.expected_over_actual, 1.0, 0.25);
  TrainOptions alone = options;
  alone.only = "Product Name";
  const auto other_bytes = train(shop, alone, progress);
  ASSERT_TRUE(other_bytes) << other_bytes.error().message;
  const auto other = open_model(*other_bytes);
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_EQ((*other)->columns()[2]->quality().auc, twin.auc);
}

}  // namespace
}  // namespace likely
