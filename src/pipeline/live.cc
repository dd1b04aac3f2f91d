#include "pipeline/live.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "base/threads.h"
#include "pipeline/live_model.h"
#include "pipeline/trait_lister.h"
#include "store/interaction_loader.h"
#include "store/live_results.h"
#include "store/profile_ids.h"
#include "store/refresh_rules.h"
#include "store/scored_events.h"

namespace likely {

namespace {

constexpr size_t kBlock = 4;  // people a thread takes at once

template <typename Record>
void keep_live(std::vector<Record>& records) {
  std::erase_if(records,
                [](const Record& record) { return record.refresh.mode != RefreshMode::kLive; });
}

}  // namespace

// One batch: whose, what came of them, and what it changes.
class LiveScores::Batch {
 public:
  Batch(LiveScores& scores, Space& space, TimeUs now)
      : scores_(scores), space_(space), state_(space.state()), now_(now) {}

  Result<void> prepare() {
    TRY(find_live());
    return each_model([this](ReadyModel& ready, const std::string&) -> Result<void> {
      TRY(load_in_codes(space_, *ready.codes, {}, scores_.rows_, scores_.threads_));
      return {};
    });
  }

  Result<LiveReport> run(const ChangedProfiles& changed, int64_t computations) {
    TRY(find_live());
    if (audiences_.empty() && traits_.empty()) return std::move(report_);
    TRY(find_people(changed));
    TRY(score());
    TRY(write(changed.events, computations));
    return std::move(report_);
  }

 private:
  struct Person {
    ProfileNumber number = 0;
    bool known = false;  // has a user_id
    bool gone = false;   // merged away since: the survivor has events that are not scored yet
  };
  // Per person: nothing when not eligible.
  struct AudienceScores {
    const AudienceRecord* audience;
    std::vector<std::optional<float>> of;
  };
  struct TraitLists {
    const TraitRecord* trait;
    const ColumnModel* column;  // of the learned model
    std::string checksum;
    std::vector<std::optional<std::vector<TraitEntry>>> of;
  };

  Result<void> find_live() {
    ASSIGN(audiences_, AudienceStore(state_).list());
    ASSIGN(traits_, TraitStore(state_).list());
    keep_live(audiences_);
    keep_live(traits_);
    return {};
  }

  Result<void> find_people(const ChangedProfiles& changed) {
    ASSIGN(const auto moment, state_.begin_reading());
    ASSIGN(const auto survivors, survivors_of(state_, changed.active));
    ASSIGN(const auto known, known_among(state_, survivors));
    for (size_t i = 0; i < survivors.size(); ++i) people_.push_back({survivors[i], known[i]});
    report_.people = people_.size();
    return {};
  }

  Result<void> score() {
    if (people_.empty()) return {};
    TRY(each_model(
        [this](ReadyModel& ready, const std::string& key) { return score_by(ready, key); }));
    scores_.rows_.drop_unused();
    return {};
  }

  // Calls use(model, its key) for all that something live needs.
  template <typename Use>
  Result<void> each_model(const Use& use) {
    std::map<std::string, ModelChoice> choices;
    const auto add = [&](const auto& record) {
      choices.try_emplace(model_key(record), ModelChoice{record.goals, record.horizon_days});
    };
    for (const auto& audience : audiences_) add(audience);
    for (const auto& trait : traits_) add(trait);
    std::erase_if(scores_.models_, [&](const auto& one) { return !choices.contains(one.first); });
    for (const auto& [key, choice] : choices) {
      auto& ready = scores_.models_[key];
      const auto updated = ReadyModel::update(space_, choice, ready);
      if (updated) {
        TRY(use(*ready, key));
      } else if (updated.error().code == ErrorCode::kNotFound) {
        skip_all(key);
      } else {
        return updated;
      }
    }
    return {};
  }

  template <typename Record>
  static std::string model_key(const Record& record) {
    return goals_text(record.goals) + std::to_string(record.horizon_days);
  }

  void skip_all(const std::string& key) {
    const auto skip = [&](const auto& record) {
      if (model_key(record) == key) report_.skipped.push_back(record.key);
    };
    for (const auto& audience : audiences_) skip(audience);
    for (const auto& trait : traits_) skip(trait);
  }

  // The column of a record of this model, or nullptr: another model's, or no such column.
  template <typename Record>
  const ColumnModel* column_of(const Record& record, const ReadyModel& ready, const Model& model,
                               const std::string& key) {
    if (model_key(record) != key) return nullptr;
    const ColumnModel* column = model.column(record.column);
    if (column == nullptr) report_.skipped.push_back(record.key);
    if (column != nullptr && record.model != ready.record.name) {
      report_.outdated.push_back(record.key);
    }
    return column;
  }

  Result<void> score_by(ReadyModel& ready, const std::string& key) {
    std::vector<ProfileNumber> numbers;
    for (const Person& person : people_) numbers.push_back(person.number);
    const auto begun = std::chrono::steady_clock::now();
    ASSIGN(const Interactions rows,
           load_in_codes(space_, *ready.codes, numbers, scores_.rows_, scores_.threads_));
    report_.reading += std::chrono::duration_cast<std::chrono::microseconds>(
                           std::chrono::steady_clock::now() - begun)
                           .count();
    const TimeUs now = std::max(now_, ready.model->now());
    const auto model = ready.model->with_histories(rows, now, scores_.threads_);
    for (const auto& audience : audiences_) {
      const ColumnModel* column = column_of(audience, ready, *model, key);
      if (column != nullptr) score_audience(ready, *model, *column, audience);
    }
    for (const auto& trait : traits_) {
      const ColumnModel* column = column_of(trait, ready, *model, key);
      if (column != nullptr) TRY(list_trait(ready, *model, *column, trait));
    }
    return {};
  }

  // Calls visit(person, index in the model) for those who are eligible.
  template <typename Visit>
  void each_eligible(const Model& model, bool known_only, const Visit& visit) const {
    const auto profiles = model.profiles();
    parallel_for(scores_.threads_, people_.size(), kBlock, [&](size_t begin, size_t end, int) {
      for (size_t i = begin; i < end; ++i) {
        const auto at = std::lower_bound(profiles.begin(), profiles.end(), people_[i].number);
        if (at == profiles.end() || *at != people_[i].number) continue;
        if (known_only && !people_[i].known) continue;
        visit(i, static_cast<uint32_t>(at - profiles.begin()));
      }
    });
  }

  void score_audience(ReadyModel& ready, const Model& model, const ColumnModel& column,
                      const AudienceRecord& audience) {
    std::vector<float> all(model.profiles().size());
    column.score_target(ready.target(column, audience.value), scores_.threads_, all);
    auto& scores = audience_scores_.emplace_back();
    scores.audience = &audience;
    scores.of.resize(people_.size());
    each_eligible(model, audience.known_only,
                  [&](size_t person, uint32_t index) { scores.of[person] = all[index]; });
  }

  Result<void> list_trait(ReadyModel& ready, const Model& model, const ColumnModel& column,
                          const TraitRecord& trait) {
    ASSIGN(auto allowed, ready.allowed_of(space_, trait, column, scores_.threads_));
    ASSIGN(const auto lister,
           TraitLister::make(trait, column, model.rules(), model.now(), std::move(allowed)));
    auto& lists = trait_lists_.emplace_back();
    lists.trait = &trait;
    lists.column = ready.model->column(trait.column);
    lists.checksum = ready.record.checksum;
    lists.of.resize(people_.size());
    each_eligible(model, trait.known_only,
                  [&](size_t person, uint32_t index) { lists.of[person] = lister.list_of(index); });
    return {};
  }

  // events: that are scored with this.
  Result<void> write(int64_t events, int64_t computations) {
    ASSIGN(auto transaction, state_.begin());
    auto written = find_gone();
    if (written) written = write_all();
    if (written && events > 0) written = raise_scored_events(state_, events, computations);
    if (written) written = transaction.commit();
    if (!written) scores_.value_codes_.clear();  // some may be those of what was rolled back
    return written;
  }

  Result<void> find_gone() {
    std::vector<ProfileNumber> numbers;
    for (const Person& person : people_) numbers.push_back(person.number);
    ASSIGN(const auto survivors, survivors_of(state_, numbers));
    for (Person& person : people_) {
      person.gone = !std::ranges::binary_search(survivors, person.number);
    }
    return {};
  }

  Result<void> write_all() {
    LiveResults results(state_, now_);
    // A full computation may have ended meanwhile: its line counts.
    ASSIGN(const auto rules, refresh_rules(state_, kAudienceKind));
    for (const auto& scores : audience_scores_) {
      const auto rule = rules.find(scores.audience->id);
      if (rule == rules.end()) continue;
      for (size_t i = 0; i < people_.size(); ++i) {
        if (people_[i].gone) continue;
        TRY(write_member(results, *scores.audience, rule->second, people_[i].number, scores.of[i]));
      }
    }
    for (const auto& lists : trait_lists_) TRY(write_lists(results, lists));
    return {};
  }

  Result<void> write_member(LiveResults& results, const AudienceRecord& audience,
                            const RefreshRule& rule, ProfileNumber person,
                            std::optional<float> probability) {
    const bool in = probability && rule.line && static_cast<double>(*probability) >= *rule.line;
    ASSIGN(auto before, results.member(audience.id, person));
    if (!in && !before) return {};
    if (!in) {
      report_.exited.push_back({audience.id, audience.key, person});
      return results.leave(audience.id, *before);
    }
    const int percentile = percentile_on(rule.curve, *probability);
    if (!before) {
      report_.entered.push_back({audience.id, audience.key, person});
      return results.enter(audience.id, person, *probability, percentile);
    }
    if (before->probability == *probability && before->percentile == percentile) return {};
    before->probability = *probability;
    before->percentile = percentile;
    return results.rescore(audience.id, *before);
  }

  Result<void> write_lists(LiveResults& results, const TraitLists& lists) {
    const TraitRecord& trait = *lists.trait;
    // A full computation that ended meanwhile has numbered the values anew.
    const auto current = TraitStore(state_).find(trait.key);
    if (!current && current.error().code == ErrorCode::kNotFound) return {};  // deleted meanwhile
    if (!current) return std::unexpected(current.error());
    auto& codes = scores_.value_codes_[trait.id];
    TRY(ValueCodes::update(state_, *current, lists.checksum, lists.column->value_count(), codes));
    TraitStore store(state_);
    for (size_t i = 0; i < people_.size(); ++i) {
      if (people_[i].gone) continue;
      ASSIGN(const auto before, store.find_list(trait.id, people_[i].number));
      if (!lists.of[i]) {
        if (!before) continue;
        TRY(results.remove_list(trait.id, people_[i].number));
      } else {
        TraitList list{.profile = people_[i].number};
        for (const TraitEntry& entry : *lists.of[i]) {
          list.entries.push_back({codes->code(*lists.column, entry.code), entry.probability});
        }
        if (before && before->entries == list.entries) continue;
        for (size_t k = 0; k < list.entries.size(); ++k) {
          TRY(results.keep_value(trait.id, list.entries[k].code,
                                 lists.column->value((*lists.of[i])[k].code)));
        }
        TRY(results.put_list(trait.id, list, before));
      }
      report_.lists.push_back({trait.id, trait.key, people_[i].number});
    }
    return {};
  }

  LiveScores& scores_;
  Space& space_;
  Sqlite& state_;
  const TimeUs now_;
  std::vector<AudienceRecord> audiences_;
  std::vector<TraitRecord> traits_;
  std::vector<Person> people_;
  std::vector<AudienceScores> audience_scores_;
  std::vector<TraitLists> trait_lists_;
  LiveReport report_;
};

LiveScores::LiveScores(int threads) : threads_(threads) {}
LiveScores::~LiveScores() = default;

Result<void> LiveScores::prepare(Space& space) { return Batch(*this, space, 0).prepare(); }

Result<LiveReport> LiveScores::rescore(Space& space, const ChangedProfiles& changed, TimeUs now,
                                       int64_t computations) {
  return Batch(*this, space, now).run(changed, computations);
}

}  // namespace likely
