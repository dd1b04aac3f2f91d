#pragma once

#include <functional>
#include <string>
#include <vector>

#include "audiences/size_curve.h"
#include "audiences/size_rule.h"
#include "base/progress.h"
#include "base/result.h"
#include "pipeline/loaded_model.h"
#include "store/audience_store.h"
#include "store/place.h"
#include "store/profile_ids.h"

namespace likely {

// Who is asked for: one value of one column, how many, by which model.
struct AudienceQuery {
  std::string column;
  std::string value;
  SizeRequest size;
  ModelChoice model;
  bool known_only = false;
  bool members = false;              // preview: the members with their ids, too
  bool reasons = false;              // preview: why each member, too
  std::string refresh = "snapshot";  // create: snapshot, live or a schedule
};

// Why people are in: one kind of reason over the audience.
struct CommonReason {
  std::string kind;     // "own history"
  double share = 0;     // of the members looked at, that have it among their three strongest
  double points = 0;    // mean difference in log-odds among those
  std::string example;  // of the member where it is strongest
};

// A member as it is shown.
struct MemberRow {
  ProfileNames names;
  float probability = 0;
  int percentile = 0;
  uint64_t rank = 0;
  std::vector<std::string> reasons;  // strongest first, when asked for
};

// The answer to a query.
struct AudienceAnswer {
  std::string column, value;
  std::string evidence;              // strong, some, weak, none
  std::string assumed;               // for a value never seen, in words
  std::vector<std::string> similar;  // known values that differ by case or spaces only
  uint64_t eligible = 0, asked = 0;
  uint64_t likely_enough = 0;  // the largest size there can be
  double average = 0;          // probability over the eligible
  double limit = 0;            // nobody less likely is in: --min-probability, or the average
  double likeliest = 0;        // the highest probability of an eligible person
  SizePoint point;             // of the size given
  std::vector<SizePoint> curve;
  std::vector<CommonReason> why;
  uint32_t touched_by = 0;          // profiles that touched the value before now
  uint32_t recent_conversions = 0;  // in the last horizon
  Quality quality;                  // of the column, on the last closed window
  ModelSummary model;
  std::vector<MemberRow> members;  // when asked for
};

// The answer without storing anything. Reads SQLite and the model's file only.
// In a folder with live events it is as of the clock and reads all interactions first.
Result<AudienceAnswer> preview_audience(const Place& place, const AudienceQuery& query);
// The same by a model that the caller keeps current.
Result<AudienceAnswer> preview_audience(Space& space, const CurrentModel& current,
                                        const AudienceQuery& query, int threads);

struct CreatedAudience {
  AudienceRecord record;
  AudienceAnswer answer;
};
// Computes, stores, returns. A name that is taken: kConflict.
Result<CreatedAudience> create_audience(const Place& place, const std::string& name,
                                        const AudienceQuery& query, Progress& progress);
// Who is in after a refresh: as many as the size rule says, which draws the line anew, or all that
// are as likely as the least likely member was when the line was drawn.
enum class MemberRule { kSize, kLine };
// The same audience by the latest model of its goals and horizon.
Result<CreatedAudience> refresh_audience(const Place& place, const std::string& name,
                                         Progress& progress, MemberRule rule = MemberRule::kSize);

Result<std::vector<AudienceRecord>> list_audiences(const Place& place);

// A stored audience as it was computed: the answer holds what the record holds, the curve and the
// reasons are computed anew when its model is still there.
Result<CreatedAudience> show_audience(const Place& place, const std::string& name);

struct AudienceMembers {
  AudienceRecord record;
  std::vector<MemberRow> members;
  std::optional<uint64_t> next;  // the rank behind which there are more
};
// Which members: the best `limit` behind a rank, with why each is one.
struct MembersPage {
  uint64_t after = 0, limit = UINT64_MAX;
  bool reasons = false;
};
Result<AudienceMembers> audience_members(const Place& place, const std::string& name,
                                         const MembersPage& page);

struct ExportOptions {
  std::string name;
  std::string out;       // .csv, .ndjson or .parquet
  bool reasons = false;  // a further column
};
struct ExportReport {
  std::string key, out;
  uint64_t rows = 0;
};
Result<ExportReport> export_audience(const Place& place, const ExportOptions& options,
                                     Progress& progress);

Result<AudienceRecord> delete_audience(const Place& place, const std::string& name);

}  // namespace likely
