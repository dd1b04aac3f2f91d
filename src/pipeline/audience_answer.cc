#include "pipeline/audience_answer.h"

#include <algorithm>
#include <map>

#include "base/threads.h"

namespace likely {
namespace {

constexpr size_t kReasons = 3;       // of one member
constexpr uint64_t kLookedAt = 200;  // members whose reasons speak for the audience
constexpr size_t kReasonBlock = 16;

// Why this person rather than another, the strongest first: what is true of the value alone tells
// nobody apart. What speaks against them is said only when nothing speaks for them.
std::vector<Reason> personal(std::vector<Reason> reasons) {
  std::erase_if(reasons, [](const Reason& r) { return r.kind == Reason::Kind::kPopularity; });
  if (reasons.size() > kReasons) reasons.resize(kReasons);
  const bool any_for = !reasons.empty() && reasons.front().points > 0;
  if (any_for) std::erase_if(reasons, [](const Reason& r) { return r.points <= 0; });
  return reasons;
}

// Reasons of some profiles of the model, by index.
std::vector<std::vector<Reason>> reasons_of(const ColumnModel& column, const Target& target,
                                            std::span<const uint32_t> indices, int threads) {
  std::vector<std::vector<Reason>> reasons(indices.size());
  parallel_for(threads, indices.size(), kReasonBlock, [&](size_t begin, size_t end, int) {
    for (size_t i = begin; i < end; ++i) {
      reasons[i] = personal(column.reasons(indices[i], target, kReasons + 1));
    }
  });
  return reasons;
}

// A column with low data says little about any of its values.
Evidence shown_evidence(const ColumnModel& column, const Target& target) {
  return column.quality().low_data ? std::max(target.evidence, Evidence::kWeak) : target.evidence;
}

std::vector<CommonReason> common_reasons(const AudienceWork& work) {
  const uint64_t size = work.selection.size;
  std::vector<uint32_t> indices;
  for (uint64_t i = 0; i < std::min(size, kLookedAt); ++i) {
    const uint64_t rank = size <= kLookedAt ? i : i * size / kLookedAt;
    indices.push_back(work.population.index(work.ranking[rank]));
  }
  const auto reasons = reasons_of(*work.column, work.target, indices, 1);
  struct Sum {
    size_t members = 0;
    double points = 0;
    float strongest = 0;
    std::string example;
  };
  std::map<Reason::Kind, Sum> sums;
  for (const auto& of_member : reasons) {
    std::map<Reason::Kind, float> points;
    for (const Reason& reason : of_member) {
      if (reason.points <= 0) continue;
      points[reason.kind] += reason.points;
      Sum& sum = sums[reason.kind];
      if (reason.points > sum.strongest) {
        sum.strongest = reason.points;
        sum.example = reason.text;
      }
    }
    for (const auto& [kind, point] : points) {
      ++sums[kind].members;
      sums[kind].points += point;
    }
  }
  std::vector<CommonReason> common;
  for (const auto& [kind, sum] : sums) {
    const auto members = static_cast<double>(sum.members);
    common.push_back({.kind = std::string(name_of(kind)),
                      .share = members / static_cast<double>(reasons.size()),
                      .points = sum.points / members,
                      .example = sum.example});
  }
  std::stable_sort(common.begin(), common.end(), [](const CommonReason& a, const CommonReason& b) {
    return a.share * a.points > b.share * b.points;
  });
  return common;
}

}  // namespace

Result<AudienceWork> AudienceWork::start(Sqlite& state, const CurrentModel& current,
                                         const AudienceQuery& query, const SizeRule& rule,
                                         int threads) {
  ASSIGN(const ColumnModel* column, current.column(query.column));
  ASSIGN(Population population, Population::of(state, *current.model, query.known_only));
  AudienceWork work{
      .column = column, .target = column->find(query.value), .population = std::move(population)};
  std::vector<float> all(current.model->profiles().size());
  column->score_target(work.target, threads, all);
  work.probabilities = work.population.pick(std::move(all));
  work.ranking = rank_profiles(work.probabilities);
  work.selection = select_members(work.probabilities, work.ranking, rule);
  work.limit = rule.min_probability.value_or(work.selection.average);
  return work;
}

void AudienceWork::keep_size(uint64_t size, uint64_t asked) {
  selection.size = std::min(size, selection.eligible);
  selection.asked = asked;
}

void AudienceWork::keep_line(std::optional<double> line) {
  const auto end = std::partition_point(ranking.begin(), ranking.end(), [&](uint32_t index) {
    return line && static_cast<double>(probabilities[index]) >= *line;
  });
  selection.size = static_cast<uint64_t>(end - ranking.begin());
}

std::vector<float> AudienceWork::curve() const {
  std::vector<float> least;
  for (uint64_t percentile = 100; percentile > 0 && !ranking.empty(); --percentile) {
    const uint64_t rank = ((101 - percentile) * ranking.size() - 1) / 100;
    least.push_back(probabilities[ranking[rank]]);
  }
  return least;
}

AudienceAnswer AudienceWork::answer(const CurrentModel& current) const {
  const Uncertainty uncertainty = uncertainty_of(*column, target.evidence);
  const uint64_t extra[] = {selection.size, selection.likely_enough};
  AudienceAnswer answer{.column = std::string(column->name()),
                        .value = target.text,
                        .evidence = std::string(name_of(shown_evidence(*column, target))),
                        .assumed = target.assumed,
                        .similar = target.similar,
                        .eligible = selection.eligible,
                        .asked = selection.asked,
                        .likely_enough = selection.likely_enough,
                        .average = selection.average,
                        .limit = limit,
                        .curve = size_curve(probabilities, ranking, extra, uncertainty),
                        .why = common_reasons(*this),
                        .quality = column->quality(),
                        .model = current.summary};
  if (!ranking.empty()) answer.likeliest = static_cast<double>(probabilities[ranking.front()]);
  for (const SizePoint& point : answer.curve) {
    if (point.size == selection.size) answer.point = point;
  }
  if (target.code != kNoValue) {
    answer.touched_by = column->touched_by(target.code);
    answer.recent_conversions = column->recent_conversions(target.code);
  }
  return answer;
}

std::vector<AudienceMember> AudienceWork::members() const {
  std::vector<AudienceMember> members(selection.size);
  for (uint64_t i = 0; i < selection.size; ++i) {
    members[i] = {.profile = population.number(ranking[i]),
                  .rank = i + 1,
                  .probability = probabilities[ranking[i]],
                  .percentile = percentile_of(i + 1, selection.eligible)};
  }
  return members;
}

Result<std::vector<MemberRow>> member_rows(const CurrentModel* current, Sqlite& state,
                                           std::span<const AudienceMember> members,
                                           const ColumnModel* column, const Target& target,
                                           bool reasons, int threads) {
  std::vector<ProfileNumber> numbers;
  for (const AudienceMember& member : members) numbers.push_back(member.profile);
  ASSIGN(auto names, profile_names(state, numbers));

  std::vector<MemberRow> rows;
  std::vector<uint32_t> indices;  // in the model, of the rows that it knows
  std::vector<size_t> explained;  // their rows
  for (size_t i = 0; i < members.size(); ++i) {
    if (names[i].profile_id.empty()) continue;
    if (reasons) {
      const auto profiles = current->model->profiles();
      const auto at = std::lower_bound(profiles.begin(), profiles.end(), members[i].profile);
      if (at != profiles.end() && *at == members[i].profile) {
        indices.push_back(static_cast<uint32_t>(at - profiles.begin()));
        explained.push_back(rows.size());
      }
    }
    rows.push_back({.names = std::move(names[i]),
                    .probability = members[i].probability,
                    .percentile = members[i].percentile,
                    .rank = members[i].rank});
  }
  if (!reasons) return rows;
  const auto found = reasons_of(*column, target, indices, threads);
  for (size_t i = 0; i < found.size(); ++i) {
    for (const Reason& reason : found[i]) rows[explained[i]].reasons.push_back(reason.text);
  }
  return rows;
}

}  // namespace likely
