// Live scores against full computations: the same people at the same time, bit for bit.

#include "pipeline/live.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>
#include <thread>

#include "base/format.h"
#include "base/rng.h"
#include "base/temp_folder_for_test.h"
#include "pipeline/audience.h"
#include "pipeline/live_worker.h"
#include "pipeline/train.h"
#include "pipeline/trait.h"
#include "store/erase_rows.h"
#include "store/event_store.h"
#include "store/facts.h"
#include "store/interaction_store.h"
#include "store/live_results.h"
#include "store/mapping_store.h"
#include "store/scored_events.h"

namespace likely {
namespace {

constexpr TimeUs kStart = 19'000 * kDayUs;
constexpr TimeUs kLearned = kStart + 120 * kDayUs;
constexpr TimeUs kClock = kLearned + 12 * kDayUs + 5 * 3600 * kSecondUs;
constexpr ProfileNumber kPeople = 2500;  // in the history
constexpr uint32_t kProducts = 60, kBrands = 6;

constexpr const char* kMapping = R"(
[[interaction]]
event = "Product Viewed"
key = "properties.product_id"
columns."Brand" = "properties.brand"
columns."Price" = "properties.price"

[[interaction]]
event = "Order Completed"
key = "properties.product_id"
goal = true
columns."Brand" = "properties.brand"
columns."Price" = "properties.price"

[[interaction]]
event = "Products Searched"
query = "properties.query"
)";

// Interactions of a small shop, as a catalog derives them. A person likes one brand.
class Shop {
 public:
  DerivedBatch batch;

  Shop() {
    batch.texts.resize(2);
    batch.numbers.resize(1);
  }

  void add(ProfileNumber profile, TimeUs at, Rng& rng, uint32_t newest_product = kProducts) {
    const uint32_t liked = profile % kBrands;
    const auto brand = static_cast<uint32_t>(rng.uniform() < .75 ? liked : rng.below(kBrands));
    const auto product =
        static_cast<uint32_t>(brand + kBrands * rng.below(newest_product / kBrands));
    if (rng.uniform() < .08) {
      put(profile, at, 2, kNoValue, kNoValue, 0, format("shoes of brand {}", brand));
      return;
    }
    put(profile, at, 0, product, brand, 1 + product, "");
    if (rng.uniform() < .35) put(profile, at + kSecondUs, 1, product, brand, 1 + product, "");
  }

 private:
  void put(ProfileNumber profile, TimeUs at, uint8_t rule, uint32_t product, uint32_t brand,
           double price, const std::string& query) {
    const auto code = [](DerivedBatch::Text& text, const std::string& value) {
      text.code.push_back(value.empty() ? kNoValue : text.values.add(value));
    };
    batch.profile.push_back(profile);
    batch.at.push_back(at);
    batch.id.push_back(mix64(static_cast<uint64_t>(at), profile * 4 + rule));
    batch.element.push_back(0);
    batch.rule.push_back(rule);
    batch.effect.push_back(1);
    batch.quantity.push_back(1);
    code(batch.texts[0], product == kNoValue ? "" : format("p{:03}", product));
    code(batch.texts[1], brand == kNoValue ? "" : format("brand {}", brand));
    batch.numbers[0].push_back(product == kNoValue ? std::nan("") : price);
    code(batch.query, query);
  }
};

class LiveTest : public testing::Test {
 protected:
  // The shop, and a model that learned from it; every test has a copy.
  static void SetUpTestSuite() {
    shop_ = new TempFolder();
    make_shop();
    NoProgress progress;
    const auto trained = train_model(place_of(*shop_), {.as_of = "2022-05-08"}, progress);
    ASSERT_TRUE(trained) << trained.error().message;
    ASSERT_EQ(trained->model.as_of, kLearned);
  }
  static void TearDownTestSuite() { delete shop_; }
  void SetUp() override {
    std::filesystem::copy(shop_->path() + "/data", folder_.path() + "/data",
                          std::filesystem::copy_options::recursive);
  }

  static void make_shop() {
    auto opened = place_of(*shop_).open(Access::kCreate);
    ASSERT_TRUE(opened) << opened.error().message;
    const auto space = std::move(*opened);
    for (ProfileNumber person = 1; person <= kPeople; ++person) add_person(*space, person);
    ASSERT_TRUE(add_mapping(space->state(), {1, kMapping, kStart}));
    ASSERT_TRUE(space->state().execute(
        R"(INSERT INTO items VALUES ('p005', '{"name":"Boots","price":"6"}'))"));
    Shop shop;
    for (ProfileNumber person = 1; person <= kPeople; ++person) {
      Rng rng(mix64(3, person));
      const double pace = 5 + 30 * rng.uniform();
      for (double day = pace * rng.uniform(); day < 120; day += pace * (.5 + rng.uniform())) {
        shop.add(person, kStart + static_cast<TimeUs>(day * static_cast<double>(kDayUs)), rng);
      }
    }
    append(*space, shop, true);
  }

  std::unique_ptr<Space> opened(Access access) {
    auto space = place().open(access);
    EXPECT_TRUE(space) << space.error().message;
    return std::move(*space);
  }
  Place place() const { return place_of(folder_); }
  static Place place_of(const TempFolder& folder) {
    return {.folder = folder.path() + "/data",
            .threads = 2,
            .wall_clock = kClock,
            .wait_ms = 60'000};  // for a worker on a slow machine
  }

  static void add_person(Space& space, ProfileNumber person) {
    auto& state = space.state();
    ASSERT_TRUE(state.execute(
        format("INSERT INTO profiles (number, public_id) VALUES ({0}, 'prf_{0}')", person)));
    if (person % 3 != 0) return;
    ASSERT_TRUE(state.execute(format(
        "INSERT INTO external_ids (type, value, profile, seq) VALUES ('user_id', 'u{0}', {0}, {0})",
        person)));
  }

  static void append(Space& space, const Shop& shop, bool create = false) {
    auto& connection = (*space.warehouse())->connection();
    auto transaction = DuckTransaction::begin(connection);
    auto writer = create ? InteractionWriter::create(connection, 1, {2, 1})
                         : InteractionWriter::open(connection, 1, {2, 1});
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE(writer->append(shop.batch));
    ASSERT_TRUE(writer->flush());
    ASSERT_TRUE(transaction->commit());
  }

  static void append_event(Space& space, int64_t number, ProfileNumber person) {
    auto& connection = (*space.warehouse())->connection();
    auto transaction = DuckTransaction::begin(connection);
    auto writer = EventWriter::open(connection);
    const Event event{.id = {1, static_cast<uint64_t>(number)}, .at = kClock, .body = "{}"};
    ASSERT_TRUE(writer && writer->append(event, person) && writer->flush());
    ASSERT_TRUE(transaction->commit());
  }

  void go_live() {
    const auto space = opened(Access::kWrite);
    ASSERT_TRUE(set_live_since(space->state(), kLearned + kDayUs));
  }

  void create_all(const std::string& refresh) {
    NoProgress progress;
    const AudienceQuery audiences[] = {
        {.column = "Brand", .value = "brand 1", .size = {.top = "10%"}},
        {.column = "Product", .value = "p007", .size = {.size = "300"}},
        {.column = "Brand", .value = "brand 4", .size = {.top = "30%"}, .known_only = true},
        {.column = "Price", .value = "3..9"},
        {.column = "Product", .value = "never seen", .size = {.top = "5%"}}};
    for (size_t i = 0; i < std::size(audiences); ++i) {
      AudienceQuery query = audiences[i];
      query.refresh = refresh;
      const auto created = create_audience(place(), format("{} a{}", refresh, i), query, progress);
      ASSERT_TRUE(created) << created.error().message;
      ASSERT_GT(created->record.size, 0u);
    }
    const TraitQuery traits[] = {
        {.column = "Product", .count = "10", .exclude = {"purchased:30", "Product Viewed:2"}},
        {.column = "Product", .count = "5", .exclude_where = {"Price > 20"}, .known_only = true},
        {.column = "Brand", .count = "3"}};
    for (size_t i = 0; i < std::size(traits); ++i) {
      TraitQuery query = traits[i];
      query.refresh = refresh;
      const auto created = create_trait(place(), format("{} t{}", refresh, i), query, progress);
      ASSERT_TRUE(created) << created.error().message;
    }
  }

  // Everyone anew, by another way through the program; the line stays.
  void compute_all_anew(const std::string& refresh) {
    NoProgress progress;
    for (size_t i = 0; i < 5; ++i) {
      const auto done =
          refresh_audience(place(), format("{} a{}", refresh, i), progress, MemberRule::kLine);
      ASSERT_TRUE(done) << done.error().message;
    }
    for (size_t i = 0; i < 3; ++i) {
      const auto done = refresh_trait(place(), format("{} t{}", refresh, i), progress);
      ASSERT_TRUE(done) << done.error().message;
    }
  }

  // What is stored: "key/profile" → membership or list, probabilities to the bit. Ranks and
  // percentiles are those of the last full computation, and left out.
  std::map<std::string, std::string> stored(const std::string& refresh) {
    std::map<std::string, std::string> all;
    const auto space = opened(Access::kRead);
    AudienceStore audiences(space->state());
    const auto audience_list = audiences.list();
    for (const AudienceRecord& record : *audience_list) {
      if (name_of(record.refresh.mode) != refresh) continue;
      const auto members = audiences.members(record.id);
      EXPECT_EQ(members->size(), record.size) << record.key;
      for (const AudienceMember& member : *members) {
        all[format("{}/{}", record.key, member.profile)] = format("{:a}", member.probability);
      }
    }
    TraitStore traits(space->state());
    const auto trait_list = traits.list();
    for (const TraitRecord& record : *trait_list) {
      if (name_of(record.refresh.mode) != refresh) continue;
      const auto values = traits.values(record.id);
      uint64_t lists = 0;
      EXPECT_TRUE(traits.each_list(record.id, [&](const TraitList& list) -> Result<void> {
        ++lists;
        std::string& text = all[format("{}/{}", record.key, list.profile)];
        for (const TraitEntry& entry : list.entries) {
          text += format("{}:{:a} ", values->at(entry.code), entry.probability);
        }
        return {};
      }));
      EXPECT_EQ(lists, record.profiles) << record.key;
    }
    return all;
  }

  static TempFolder* shop_;
  TempFolder folder_;
};

TempFolder* LiveTest::shop_ = nullptr;

TEST_F(LiveTest, BatchesComeToWhatAFullComputationComesTo) {
  go_live();
  create_all("live");
  compute_all_anew("live");  // people exactly on the line are in
  const auto before = stored("live");
  LiveScores scores(2);
  Rng rng(11);
  ProfileNumber last = kPeople;
  size_t entered = 0, exited = 0, lists = 0, people = 0;
  for (int round = 0; round < 60; ++round) {
    const auto space = opened(Access::kWrite);
    Shop shop;
    std::vector<ProfileNumber> changed;
    for (uint64_t left = 1 + rng.below(60); left > 0; --left) {
      ProfileNumber person = static_cast<ProfileNumber>(1 + rng.below(last));
      if (rng.uniform() < .05) add_person(*space, person = ++last);
      // Also late ones: before the model's now, and between events that are there.
      const TimeUs at = kLearned - 10 * kDayUs +
                        static_cast<TimeUs>(rng.below(static_cast<uint64_t>(22 * kDayUs)));
      shop.add(person, at, rng, round < 20 ? kProducts : kProducts + 2 * kBrands);
      changed.push_back(person);
    }
    if (round % 4 == 3) {  // two turn out to be one
      const auto from = static_cast<ProfileNumber>(1 + rng.below(kPeople / 2));
      const auto into = static_cast<ProfileNumber>(kPeople / 2 + 1 + rng.below(kPeople / 2));
      ASSERT_TRUE(space->state().execute(format(
          "INSERT OR IGNORE INTO merges SELECT {}, {} WHERE NOT EXISTS (SELECT 1 FROM merges WHERE "
          "number = {} OR into_profile = {})",
          from, into, into, from)));
      ASSERT_TRUE(LiveResults(space->state()).settle_all());
      ASSERT_TRUE(space->state().execute(
          format("DELETE FROM external_ids WHERE profile IN (SELECT number FROM merges)")));
      changed.push_back(rng.uniform() < .5 ? from : into);
    }
    append(*space, shop);
    const auto report = scores.rescore(*space, {.active = changed}, kClock);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report->skipped.empty() && report->outdated.empty());
    people += report->people;
    entered += report->entered.size();
    exited += report->exited.size();
    lists += report->lists.size();
  }
  EXPECT_GT(people, 1000u);
  EXPECT_GT(entered, 50u);
  EXPECT_GT(exited, 10u);
  EXPECT_GT(lists, people);
  const auto live = stored("live");
  EXPECT_FALSE(live == before);
  compute_all_anew("live");
  const auto full = stored("live");
  EXPECT_EQ(live.size(), full.size());
  size_t differences = 0;
  for (const auto& [key, value] : full) {
    const auto at = live.find(key);
    if (at != live.end() && at->second == value) continue;
    if (++differences <= 5) {
      ADD_FAILURE() << key << ": live " << (at == live.end() ? "none" : at->second) << ", full "
                    << value;
    }
  }
  EXPECT_EQ(differences, 0u) << "of " << full.size();
}

TEST_F(LiveTest, WhatDidNotChangeIsNotWritten) {
  go_live();
  create_all("live");
  compute_all_anew("live");
  const auto space = opened(Access::kWrite);
  LiveScores scores(1);
  std::vector<ProfileNumber> everyone;
  for (ProfileNumber person = 1; person <= kPeople; ++person) everyone.push_back(person);
  const auto first = scores.rescore(*space, {.active = everyone}, kClock);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->people, size_t{kPeople});
  EXPECT_TRUE(first->entered.empty() && first->exited.empty() && first->lists.empty());
  // Percentiles are of ranks at first and of the curve then: only ties may differ.
  const auto changes = *space->state().number("SELECT total_changes()");
  ASSERT_TRUE(scores.rescore(*space, {.active = everyone}, kClock));
  EXPECT_EQ(*space->state().number("SELECT total_changes()"), changes);
}

// A full computation of a trait that has read everything, and stores what it made of it later.
class SlowTrait {
 public:
  SlowTrait(Space& space, const std::string& name) {
    TraitStore traits(space.state());
    record_ = *traits.find(name);
    values_ = *traits.values(record_.id);
    scored_before_ = *scored_before_reading(space);
    EXPECT_TRUE(traits.each_list(record_.id, [&](const TraitList& list) -> Result<void> {
      lists_.push_back(list);
      return {};
    }));
  }
  void store(Space& space) const {
    size_t next = 0;
    ASSERT_TRUE(TraitStore(space.state())
                    .put(
                        record_, [&](uint32_t code) { return std::string_view(values_.at(code)); },
                        [&](TraitList& list) -> Result<bool> {
                          if (next == lists_.size()) return false;
                          list = lists_[next++];
                          return true;
                        },
                        scored_before_));
  }

 private:
  TraitRecord record_;
  std::map<uint32_t, std::string> values_;
  std::vector<TraitList> lists_;
  std::optional<int64_t> scored_before_;
};

TEST_F(LiveTest, WhatIsComputedWhilePeopleMergeFollowsTheSurvivor) {
  create_all("snapshot");
  const auto before = stored("snapshot");
  auto space = opened(Access::kWrite);
  AudienceStore audiences(space->state());
  TraitStore traits(space->state());
  const auto audience = *audiences.list()->begin();
  const auto members = *audiences.members(audience.id);
  const auto from = members[3].profile, into = members[5].profile;
  const SlowTrait slow(*space, "snapshot t0");
  ASSERT_TRUE(space->state().execute(format("INSERT INTO merges VALUES ({}, {})", from, into)));
  // Both write what they had worked out before the merge.
  ASSERT_TRUE(audiences.put(audience, members));
  slow.store(*space);
  const std::string trait = traits.find("snapshot t0")->key;
  space.reset();
  for (const auto& [key, value] : stored("snapshot")) {
    if (!key.starts_with(audience.key + "/") && !key.starts_with(trait + "/")) continue;
    EXPECT_FALSE(key.ends_with(format("/{}", from))) << key;
    if (key == format("{}/{}", audience.key, into)) {
      EXPECT_EQ(value, format("{:a}", members[3].probability)) << "the better rank stays";
    } else {
      EXPECT_EQ(value, before.at(key)) << key;
    }
  }
}

TEST_F(LiveTest, WithoutAModelOthersGoOn) {
  create_all("live");
  const auto space = opened(Access::kWrite);
  ASSERT_TRUE(space->state().execute("DELETE FROM models"));
  const auto report = LiveScores(1).rescore(*space, {.active = {5}}, kClock);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->skipped.size(), 8u);
  EXPECT_TRUE(report->lists.empty());
}

TEST_F(LiveTest, WhoChangedDuringAFullComputationIsScoredAgain) {
  go_live();
  create_all("live");
  const FixedClock clock(kClock);
  const auto worker_for_folder = [&] {
    return std::make_unique<LiveWorker>(
        LiveWorker::Options{.place = [this] { return place(); },
                            .clock = &clock,
                            .on_trouble = [](const Error& error) { FAIL() << error.message; }});
  };
  const auto mark = [this] { return *scored_events(opened(Access::kRead)->state()); };
  auto worker = worker_for_folder();
  int64_t events = 0;
  const auto comes_true = [&](const auto& condition) {
    for (int tries = 0; tries < 3000 && !condition(); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_TRUE(condition());
  };
  for (const bool killed : {false, true}) {
    const ProfileNumber person = killed ? 78 : 77;
    const SlowTrait slow(*opened(Access::kWrite), "live t0");
    {
      const auto space = opened(Access::kWrite);
      Shop shop;
      Rng rng(person);
      for (int k = 0; k < 5; ++k) shop.add(person, kClock - (5 - k) * 3600 * kSecondUs, rng);
      append(*space, shop);
      append_event(*space, ++events, person);
    }
    worker->changed({.active = {person}, .events = events});
    comes_true([&] { return mark() == events; });
    const auto newest = stored("live");
    if (killed) worker.reset();
    slow.store(*opened(Access::kWrite));
    if (killed) {
      EXPECT_EQ(mark(), events - 1);
      EXPECT_FALSE(stored("live") == newest);
      worker = worker_for_folder();
    } else {
      worker->look();
    }
    comes_true([&] { return mark() == events && stored("live") == newest; });
  }
}

// Erases somebody as soon as the training has let the folder go.
class ErasingProgress : public NoProgress {
 public:
  ErasingProgress(Place place, ProfileNumber person) : place_(std::move(place)), person_(person) {}
  void step(std::string_view, uint64_t, std::string_view) override {
    if (++steps_ != 2) return;
    const auto space = place_.open(Access::kAlone);
    ASSERT_TRUE(space) << space.error().message;
    NoProgress progress;
    ASSERT_TRUE(rewrite_warehouse(**space, {.profiles = {person_}, .mapping = 1}, progress));
    ASSERT_TRUE(erase_from_state((*space)->state(), std::span(&person_, 1)));
  }
  int steps() const { return steps_; }

 private:
  const Place place_;
  const ProfileNumber person_;
  int steps_ = 0;
};

TEST_F(LiveTest, AnErasureWhileAModelLearnsReachesTheModel) {
  constexpr ProfileNumber kPerson = 42;
  const auto before = CurrentModel::open(*opened(Access::kRead), {});
  ASSERT_TRUE(before) << before.error().message;
  ASSERT_TRUE(std::ranges::binary_search(before->model->profiles(), kPerson));
  ErasingProgress progress(place(), kPerson);
  const auto trained = train_model(place(), {.as_of = "2022-05-08"}, progress);
  ASSERT_TRUE(trained) << trained.error().message;
  ASSERT_GE(progress.steps(), 2);
  const auto after = CurrentModel::open(*opened(Access::kRead), {});
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->record.name, trained->model.name);
  EXPECT_FALSE(std::ranges::binary_search(after->model->profiles(), kPerson));
  EXPECT_EQ(trained->profiles, before->model->profiles().size() - 1);
}

TEST_F(LiveTest, PagesOfMembersDoNotOverlapWhereRanksHaveGaps) {
  NoProgress progress;
  const auto created = create_audience(
      place(), "Fans", {.column = "Brand", .value = "brand 1", .size = {.size = "9"}}, progress);
  ASSERT_TRUE(created) << created.error().message;
  const auto sql = opened(Access::kWrite)
                       ->state()
                       .execute("DELETE FROM audience_members WHERE rank IN (2, 3, 7)");
  ASSERT_TRUE(sql) << sql.error().message;
  std::vector<uint64_t> ranks;
  MembersPage page{.limit = 2, .reasons = true};
  for (std::optional<uint64_t> next = 0; next;) {
    page.after = *next;
    const auto found = audience_members(place(), "fans", page);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->members.size(), 2u);
    for (const MemberRow& row : found->members) {
      ranks.push_back(row.rank);
      EXPECT_FALSE(row.reasons.empty());
    }
    next = found->next;
  }
  EXPECT_EQ(ranks, (std::vector<uint64_t>{1, 4, 5, 6, 8, 9}));
  page.after = 9;
  EXPECT_TRUE(audience_members(place(), "fans", page)->members.empty());
}

}  // namespace
}  // namespace likely
