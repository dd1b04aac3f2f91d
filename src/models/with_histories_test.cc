#include <gtest/gtest.h>

#include "base/rng.h"
#include "models/histories.h"
#include "models/model.h"
#include "models/shop_for_test.h"
#include "models/train.h"

namespace likely {
namespace {

constexpr int kDays = 150;
constexpr size_t kProfiles = 400;

// The rows of some profiles, by index.
Interactions rows_of(const Interactions& all, const std::vector<uint32_t>& indices) {
  Interactions some;
  some.rules = all.rules;
  for (const auto& text : all.texts) some.texts.push_back({text.name, {}, {}, {}});
  for (const auto& number : all.numbers) some.numbers.push_back({number.name, {}, {}});
  const std::vector<uint64_t> begin = profile_begins(all);
  for (uint32_t i = 0; i < indices.size(); ++i) {
    some.profiles.push_back(all.profiles[indices[i]]);
    for (uint64_t row = begin[indices[i]]; row < begin[indices[i] + 1]; ++row) {
      append_row(some, i, all, row);
    }
  }
  return some;
}

// Everything that is asked of a column, for one profile.
struct Answer {
  std::vector<float> targets, values;
  std::vector<std::pair<uint32_t, float>> best;
  std::vector<std::string> reasons;
  std::vector<uint32_t> touched;
  bool operator==(const Answer&) const = default;
};

std::vector<Answer> answers_of(const Model& model, int threads) {
  std::vector<Answer> answers(model.profiles().size());
  for (const auto& column : model.columns()) {
    std::vector<Target> targets;
    for (uint32_t v = 0; v < column->value_count(); v += 3) {
      targets.push_back(column->find(column->value(v)));
    }
    targets.push_back(column->find("a stranger"));
    if (column->numeric()) targets.push_back(column->find("3.5..17"));
    for (const Target& target : targets) {
      std::vector<float> p(answers.size());
      column->score_target(target, threads, p);
      for (size_t i = 0; i < p.size(); ++i) answers[i].targets.push_back(p[i]);
    }
    std::vector<uint32_t> codes;
    for (uint32_t v = 0; v < column->value_count(); ++v) codes.push_back(v);
    for (uint32_t i = 0; i < answers.size(); ++i) {
      Answer& answer = answers[i];
      std::vector<float> p(codes.size());
      column->score_profile(i, codes, p);
      answer.values.insert(answer.values.end(), p.begin(), p.end());
      for (const auto& best : column->best_values(i, 5, {})) {
        answer.best.emplace_back(best.code, best.probability);
      }
      for (const Reason& reason :
           column->reasons(i, targets[model.profiles()[i] % targets.size()], 4)) {
        answer.reasons.push_back(reason.text + std::to_string(reason.points));
      }
      for (size_t rule = 0; rule < model.rules().size(); ++rule) {
        const auto touched = column->touched(i, rule, model.now() - 40 * kDayUs);
        answer.touched.insert(answer.touched.end(), touched.begin(), touched.end());
      }
    }
  }
  return answers;
}

class WithHistories : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shop_ = new Interactions(make_shop(kProfiles, kDays));
    now_ = shop_->last_event - 30 * kDayUs;
    NoProgress progress;
    auto bytes = train(*shop_, {.now = now_, .threads = 2}, progress);
    ASSERT_TRUE(bytes) << bytes.error().message;
    bytes_ = new std::string(std::move(*bytes));
    model_ = open_model(*bytes_)->release();
  }
  static void TearDownTestSuite() {
    delete model_;
    delete bytes_;
    delete shop_;
  }

  static Interactions* shop_;
  static TimeUs now_;
  static std::string* bytes_;
  static Model* model_;
};

Interactions* WithHistories::shop_ = nullptr;
TimeUs WithHistories::now_ = 0;
std::string* WithHistories::bytes_ = nullptr;
Model* WithHistories::model_ = nullptr;

TEST_F(WithHistories, TheRowsOfTheTrainingGiveTheModelItself) {
  const auto same = model_->with_histories(*shop_, now_, 2);
  EXPECT_TRUE(std::ranges::equal(same->profiles(), model_->profiles()));
  EXPECT_EQ(same->now(), now_);
  EXPECT_TRUE(answers_of(*same, 2) == answers_of(*model_, 1));
}

TEST_F(WithHistories, LaterRowsCountAsOfTheNewNow) {
  const TimeUs later = shop_->last_event + 1;
  const auto moved = model_->with_histories(*shop_, later, 2);
  EXPECT_EQ(moved->now(), later);
  EXPECT_FALSE(answers_of(*moved, 2) == answers_of(*model_, 2));
}

TEST_F(WithHistories, WhoeverIsBesideDoesNotMatter) {
  const TimeUs later = shop_->last_event + 1;
  const auto all = model_->with_histories(*shop_, later, 2);
  const auto expected = answers_of(*all, 2);
  ASSERT_EQ(all->profiles().size(), shop_->profiles.size());
  Rng rng(7);
  for (uint32_t at = 0; at < shop_->profiles.size();) {
    std::vector<uint32_t> batch;
    for (uint64_t left = 1 + rng.below(60); left > 0 && at < shop_->profiles.size(); --left) {
      batch.push_back(at++);
    }
    const auto some = model_->with_histories(rows_of(*shop_, batch), later, 1);
    const auto answers = answers_of(*some, 1);
    for (size_t i = 0; i < batch.size(); ++i) {
      EXPECT_TRUE(answers[i] == expected[batch[i]]) << "profile " << batch[i];
    }
  }
}

TEST_F(WithHistories, PeopleWithoutAPastAreNotAmongThem) {
  Interactions rows = rows_of(*shop_, {0, 1, 2});
  const auto begin = profile_begins(rows);
  for (uint64_t row = begin[1]; row < begin[2]; ++row) rows.at[row] = now_ + kDayUs;
  const auto model = model_->with_histories(rows, now_, 1);
  ASSERT_EQ(model->profiles().size(), 2u);
  EXPECT_EQ(model->profiles()[0], shop_->profiles[0]);
  EXPECT_EQ(model->profiles()[1], shop_->profiles[2]);
}

TEST_F(WithHistories, UnknownValuesCountForActivityOnly) {
  Interactions rows = rows_of(*shop_, {5});
  for (auto& text : rows.texts) text.code.assign(rows.size(), kNoValue);
  const auto model = model_->with_histories(rows, now_, 1);
  const ColumnModel* column = model->column("Category");
  std::vector<float> p(1);
  column->score_target(column->find("Glue"), 1, p);
  EXPECT_GT(p[0], 0);
  EXPECT_TRUE(column->touched(0, 0, 0).empty());
}

}  // namespace
}  // namespace likely
