#include "store/interaction_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/format.h"
#include "store/interaction_loader.h"
#include "store/mapping_store.h"
#include "store/space.h"

namespace likely {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

// A data folder of its own, opened to write.
class InteractionStore : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "interaction_store_" + std::to_string(getpid());
    std::filesystem::remove_all(folder_);
    auto space = Space::open({.path = folder_, .access = Access::kCreate});
    ASSERT_TRUE(space) << space.error().message;
    space_ = std::move(*space);
    auto warehouse = space_->warehouse();
    ASSERT_TRUE(warehouse) << warehouse.error().message;
    connection_ = &(*warehouse)->connection();
  }
  void TearDown() override {
    space_.reset();
    std::filesystem::remove_all(folder_);
  }

  void add_profiles(int count) {
    for (int i = 0; i < count; ++i) {
      execute(format("INSERT INTO profiles (number, public_id) VALUES ({}, 'prf_{}')", i, i));
    }
  }
  void execute(const std::string& sql) {
    const auto done = space_->state().execute(sql);
    ASSERT_TRUE(done) << done.error().message;
  }

  struct Row {
    ProfileNumber profile;
    TimeUs at;
    uint64_t id;
    const char* product;  // nullptr: none
    const char* brand;
    double price;
    const char* query = nullptr;
  };
  static DerivedBatch batch_of(const std::vector<Row>& rows) {
    DerivedBatch batch;
    batch.texts.resize(2);
    batch.numbers.resize(1);
    const auto add = [](DerivedBatch::Text& text, const char* value) {
      text.code.push_back(value == nullptr ? kNoValue : text.values.add(value));
    };
    for (const Row& row : rows) {
      batch.profile.push_back(row.profile);
      batch.at.push_back(row.at);
      batch.id.push_back(row.id);
      batch.element.push_back(0);
      batch.rule.push_back(0);
      batch.effect.push_back(1);
      batch.quantity.push_back(static_cast<float>(row.at));
      add(batch.texts[0], row.product);
      add(batch.texts[1], row.brand);
      batch.numbers[0].push_back(row.price);
      add(batch.query, row.query);
    }
    return batch;
  }

  void append(int64_t version, const std::vector<Row>& rows, bool create) {
    auto transaction = DuckTransaction::begin(*connection_);
    ASSERT_TRUE(transaction);
    auto writer = create ? InteractionWriter::create(*connection_, version, {2, 1})
                         : InteractionWriter::open(*connection_, version, {2, 1});
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE(writer->append(batch_of(rows)));
    ASSERT_TRUE(writer->flush());
    ASSERT_TRUE(transaction->commit());
  }

  static InteractionSource source_of(int64_t version) {
    return {.version = version,
            .rules = {{.event = "E"}},
            .columns = {{"Product", ColumnType::kText, {}},
                        {"Brand", ColumnType::kText, {"brand", "maker"}},
                        {"Price", ColumnType::kNumber, {"price"}}},
            .searches = [](const auto& texts) {
              return [&texts](std::string_view query) {
                SearchMatch match;
                for (uint32_t code = 0; code < texts[1].values.size(); ++code) {
                  if (query.find(texts[1].values[code]) != std::string_view::npos) {
                    match.emplace_back(1, code);
                  }
                }
                return match;
              };
            }};
  }

  Interactions load(int64_t version, int threads = 1) {
    const InteractionSource source = source_of(version);
    auto loaded = load_interactions(*space_, source, threads);
    EXPECT_TRUE(loaded) << loaded.error().message;
    return std::move(*loaded);
  }

  // "profile@time product brand price" a row.
  static std::string shown(const Interactions& data) {
    std::string out;
    for (size_t row = 0; row < data.size(); ++row) {
      const auto cell = [&](const Interactions::TextColumn& text) {
        return text.code[row] == kNoValue ? "-" : text.values[text.code[row]];
      };
      const float price = data.numbers[0].value[row];
      out += format("{}{}@{} {} {} {}", out.empty() ? "" : "; ", data.profiles[data.profile[row]],
                    data.at[row], cell(data.texts[0]), cell(data.texts[1]),
                    std::isnan(price) ? "-" : format("{}", price));
      EXPECT_EQ(data.quantity[row], static_cast<float>(data.at[row]));
    }
    return out;
  }

  std::string folder_;
  std::unique_ptr<Space> space_;
  DuckConnection* connection_ = nullptr;
};

TEST_F(InteractionStore, SortsByProfileTimeAndIdAndRanksValuesByBytes) {
  add_profiles(4);
  append(1, {{3, 5, 1, "b", "Z", 1}, {1, 9, 1, "a", nullptr, kNone}, {3, 2, 1, "c", "A", 2}}, true);
  append(1, {{1, 9, 0, "c", "Ä", 4}, {3, 3, 1, "a", "Z", kNone}}, false);
  const Interactions data = load(1);
  EXPECT_EQ(shown(data), "1@9 c Ä 4; 1@9 a - -; 3@2 c A 2; 3@3 a Z -; 3@5 b Z 1");
  EXPECT_EQ(data.texts[0].values, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(data.texts[1].values, (std::vector<std::string>{"A", "Z", "Ä"}));
  EXPECT_EQ(data.profiles, (std::vector<ProfileNumber>{1, 3}));
  EXPECT_EQ(shown(load(1, 3)), shown(data)) << "any number of threads";
}

TEST_F(InteractionStore, MergedProfilesAreOne) {
  add_profiles(4);
  append(1, {{0, 5, 1, "b", "Z", 1}, {2, 3, 1, "a", "Z", 1}, {7, 1, 1, "a", "Z", 1}}, true);
  execute("INSERT INTO merges (number, into_profile) VALUES (0, 2)");
  EXPECT_EQ(shown(load(1)), "2@3 a Z 1; 2@5 b Z 1") << "number 7 is nobody's";
}

TEST_F(InteractionStore, TheFeedFillsAndAddsProducts) {
  add_profiles(1);
  append(1, {{0, 1, 1, "a", nullptr, kNone}, {0, 2, 1, "b", "Own", 9}}, true);
  execute(R"(INSERT INTO items VALUES ('a', '{"Maker":"M","price":"2.5"}'),
             ('b', '{"brand":"Feed","maker":"M","price":"x"}'), ('new', '{"BRAND":"New"}'))");
  const Interactions data = load(1);
  EXPECT_EQ(shown(data), "0@1 a M 2.5; 0@2 b Own 9");
  EXPECT_EQ(data.texts[0].values, (std::vector<std::string>{"a", "b", "new"}));
  EXPECT_EQ(data.texts[1].values, (std::vector<std::string>{"Feed", "M", "New", "Own"}));
  EXPECT_EQ(data.texts[1].of_item, (std::vector<uint32_t>{1, 0, 2}));
  EXPECT_EQ(data.numbers[0].of_item[0], 2.5f);
  EXPECT_TRUE(std::isnan(data.numbers[0].of_item[1]));
  EXPECT_TRUE(data.texts[0].of_item.empty());
}

TEST_F(InteractionStore, SearchesBecomeARowAMatch) {
  add_profiles(1);
  append(1, {{0, 3, 1, nullptr, nullptr, kNone, "Z and A"}, {0, 1, 1, "b", "Z", 1}}, true);
  append(1, {{0, 4, 1, "b", "A", 1}, {0, 2, 1, nullptr, nullptr, kNone, "nothing"}}, false);
  EXPECT_EQ(shown(load(1)), "0@1 b Z 1; 0@3 - A -; 0@3 - Z -; 0@4 b A 1");
}

// A model that was trained on what `load` gave.
KnownColumns known_by(const Interactions& data) {
  KnownColumns known{.rules = data.rules};
  for (const auto& text : data.texts) {
    known.texts.push_back(
        {.name = text.name,
         .values = static_cast<uint32_t>(text.values.size()),
         .value = [&text](uint32_t code) -> std::string_view { return text.values[code]; },
         .code =
             [&text](std::string_view value) {
               const auto at = std::ranges::find(text.values, value);
               return at == text.values.end() ? kNoValue
                                              : static_cast<uint32_t>(at - text.values.begin());
             }});
  }
  for (const auto& number : data.numbers) known.numbers.push_back(number.name);
  return known;
}

TEST_F(InteractionStore, AModelReadsTheSameRowsInItsCodes) {
  add_profiles(6);
  append(1, {{3, 5, 1, "b", "Z", 1}, {1, 9, 1, "a", nullptr, kNone}, {3, 2, 1, "c", "A", 2}}, true);
  append(1, {{2, 4, 1, nullptr, nullptr, kNone, "Z and A"}, {4, 1, 1, "a", "A", 3}}, false);
  execute(R"(INSERT INTO items VALUES ('a', '{"Maker":"Z","price":"2.5"}'))");
  execute("INSERT INTO merges (number, into_profile) VALUES (4, 3)");
  const Interactions learned = load(1);
  auto codes = ModelCodes::make(*space_, source_of(1), known_by(learned));
  ASSERT_TRUE(codes) << codes.error().message;
  const auto with_names = [&](Interactions rows) {
    for (size_t i = 0; i < rows.texts.size(); ++i) rows.texts[i].values = learned.texts[i].values;
    return rows;
  };
  const auto all = load_in_codes(*space_, *codes, 2);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(shown(with_names(*all)), shown(learned));
  const ProfileNumber people[] = {3, 1};
  const auto some = load_in_codes(*space_, *codes, people, 1);
  ASSERT_TRUE(some) << some.error().message;
  EXPECT_EQ(shown(with_names(*some)), "1@9 a Z 2.5; 3@1 a A 3; 3@2 c A 2; 3@5 b Z 1");
  EXPECT_EQ(some->profiles, (std::vector<ProfileNumber>{1, 3}));
  EXPECT_TRUE(load_in_codes(*space_, *codes, {}, 1)->profiles.empty());
}

TEST_F(InteractionStore, WhatCameAfterTheModelIsTakenUp) {
  add_profiles(3);
  append(1, {{1, 1, 1, "a", "A", 1}}, true);
  const Interactions learned = load(1);
  execute(R"(INSERT INTO items VALUES ('new', '{"brand":"A","price":"7"}'))");
  auto codes = ModelCodes::make(*space_, source_of(1), known_by(learned));
  ASSERT_TRUE(codes) << codes.error().message;
  append(1, {{2, 2, 1, "new", nullptr, kNone}, {2, 3, 1, "a", "New", 1}}, false);
  append(1, {{2, 4, 1, nullptr, nullptr, kNone, "A, please"}}, false);
  const ProfileNumber people[] = {2};
  auto rows = load_in_codes(*space_, *codes, people, 1);
  ASSERT_TRUE(rows) << rows.error().message;
  rows->texts[0].values = learned.texts[0].values;
  rows->texts[1].values = learned.texts[1].values;
  EXPECT_EQ(shown(*rows), "2@2 - A 7; 2@3 a - 1; 2@4 - A -")
      << "the feed knows the brand of a product that the model has not seen; a brand that the "
         "model has not seen is none, not the feed's";
}

TEST_F(InteractionStore, AModelOfAnotherMappingReadsWhatItKnows) {
  add_profiles(2);
  append(1, {{1, 1, 1, "a", "A", 1}}, true);
  const Interactions learned = load(1);
  KnownColumns known = known_by(learned);
  known.texts.push_back({.name = "Colour", .values = 0, .value = {}, .code = {}});
  known.rules = {{.event = "Other"}, {.event = "E"}};
  auto codes = ModelCodes::make(*space_, source_of(1), known);
  ASSERT_TRUE(codes) << codes.error().message;
  const auto rows = load_in_codes(*space_, *codes, 1);
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ(rows->rule[0], 1) << "rules are told by their events";
  EXPECT_EQ(rows->texts[2].code[0], kNoValue);
  known.rules = {{.event = "Other"}};
  codes = ModelCodes::make(*space_, source_of(1), known);
  ASSERT_TRUE(codes) << codes.error().message;
  EXPECT_EQ(load_in_codes(*space_, *codes, 1)->size(), 0u);
}

TEST_F(InteractionStore, ARolledBackVersionLeavesNothing) {
  add_profiles(1);
  append(1, {{0, 1, 1, "a", "Z", 1}}, true);
  {
    auto transaction = DuckTransaction::begin(*connection_);
    auto writer = InteractionWriter::create(*connection_, 2, {2, 1});
    ASSERT_TRUE(writer->append(batch_of({{0, 1, 1, "x", "Y", 1}})));
    ASSERT_TRUE(writer->flush());
  }
  append(2, {{0, 1, 1, "c", "Z", 1}}, true);
  EXPECT_EQ(shown(load(2)), "0@1 c Z 1");
  ASSERT_TRUE(drop_interactions(*connection_, 1));
  EXPECT_EQ(shown(load(1)), "0@1 a Z 1");
  EXPECT_FALSE(load_interactions(*space_, {.version = 2}, 1));
}

TEST_F(InteractionStore, TheLatestMappingServes) {
  auto none = current_mapping(space_->state());
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  ASSERT_TRUE(add_mapping(space_->state(), {1, "first", 10}));
  ASSERT_TRUE(add_mapping(space_->state(), {2, "second", 20}));
  EXPECT_FALSE(add_mapping(space_->state(), {2, "again", 20}));
  const auto current = current_mapping(space_->state());
  ASSERT_TRUE(current && *current);
  EXPECT_EQ((*current)->version, 2);
  EXPECT_EQ((*current)->toml, "second");
  EXPECT_EQ((*current)->created_at, 20);
}

}  // namespace
}  // namespace likely
