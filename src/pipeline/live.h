#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/changed_profiles.h"
#include "store/row_cache.h"
#include "store/space.h"

namespace likely {

// Something of an audience or a trait that a re-scoring changed for one person.
struct LiveChange {
  int64_t id = 0;  // of the audience or trait
  std::string key;
  ProfileNumber profile = 0;
  bool operator==(const LiveChange&) const = default;
};

struct LiveReport {
  size_t people = 0;                        // re-scored
  TimeUs reading = 0;                       // of the time it took: finding their rows
  std::vector<LiveChange> entered, exited;  // of live audiences
  std::vector<LiveChange> lists;            // of live traits, that are others now
  // Keys of live audiences and traits that another model than the newest filled: a full
  // computation draws their line anew.
  std::vector<std::string> outdated;
  std::vector<std::string> skipped;  // keys of those for which there is no model, or no column
};

// Keeps the live audiences and traits of a folder true for people whose events just changed.
//
// The changed people's interactions are read, their histories rebuilt as of the clock under what
// the newest model learned, and what came of it is written in one transaction, only where it
// differs. A person is in a live audience when eligible and at least as likely as the least likely
// member was at the last full computation (the line); lists are made as in a full computation.
// The same people at the same time give the same bits as a full computation that keeps the line.
//
// Keeps models mapped between calls, and takes up a newer model, mapping or item feed by itself.
// One for a folder, owned by whoever applies live events; one thread at a time.
class LiveScores {
 public:
  explicit LiveScores(int threads);
  ~LiveScores();

  // Takes up what re-scoring needs, whoever will change, so that the first batch is no slower.
  Result<void> prepare(Space& space);
  // In the same transaction the events that are scored now are marked (store/scored_events.h),
  // unless nothing is live or full_computations() is another than `computations`. REQUIRES: the
  // space writes, and what changed is committed.
  Result<LiveReport> rescore(Space& space, const ChangedProfiles& changed, TimeUs now,
                             int64_t computations = 0);

 private:
  class Batch;
  struct ReadyModel;
  struct ValueCodes;
  int threads_;
  std::map<std::string, std::unique_ptr<ReadyModel>> models_;   // by goals and horizon
  std::map<int64_t, std::unique_ptr<ValueCodes>> value_codes_;  // by trait
  RowCache rows_{RowCache::Keeps::kEveryone};
};

}  // namespace likely
