#pragma once

#include <span>
#include <vector>

#include "audiences/selection.h"
#include "pipeline/audience.h"
#include "pipeline/population.h"

namespace likely {

// One audience being computed: the probabilities of the eligible, their order, who is in.
// Borrows the loaded model. Pure but for reading SQLite.
struct AudienceWork {
  const ColumnModel* column = nullptr;
  Target target;
  Population population;
  std::vector<float> probabilities;  // of the eligible
  std::vector<uint32_t> ranking;     // eligible, likeliest first
  Selection selection;
  double limit = 0;  // of the probability of a member

  static Result<AudienceWork> start(Sqlite& state, const CurrentModel& current,
                                    const AudienceQuery& query, const SizeRule& rule, int threads);
  // The `size` best of them instead: a stored audience whose members may have been erased since.
  void keep_size(uint64_t size, uint64_t asked);
  // Everyone at least so likely instead; nobody without a line.
  void keep_line(std::optional<double> line);
  // The least probability of each percentile, from the 100th down.
  std::vector<float> curve() const;
  AudienceAnswer answer(const CurrentModel& current) const;
  std::vector<AudienceMember> members() const;
};

// Ids and, when asked for, reasons of members, in their order. Members that are no profile any
// more (merged since, or erased) are left out. REQUIRES: column and target when reasons.
Result<std::vector<MemberRow>> member_rows(const CurrentModel* current, Sqlite& state,
                                           std::span<const AudienceMember> members,
                                           const ColumnModel* column, const Target& target,
                                           bool reasons, int threads);

}  // namespace likely
