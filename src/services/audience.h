#pragma once

#include <functional>

#include "pipeline/audience.h"
#include "pipeline/change.h"

namespace likely {

// By name where only a name is taken: the audience's name or its key.
struct AudienceService {
  std::function<Result<AudienceAnswer>(const AudienceQuery&)> preview;
  std::function<Result<CreatedAudience>(const std::string& name, const AudienceQuery&)> create;
  std::function<Result<CreatedAudience>(const std::string& name)> refresh;
  std::function<Result<std::vector<AudienceRecord>>()> list;
  std::function<Result<CreatedAudience>(const std::string& name)> show;
  std::function<Result<AudienceMembers>(const std::string& name, const MembersPage&)> members;
  std::function<Result<ExportReport>(const ExportOptions&, Progress&)> export_to;
  std::function<Result<AudienceRecord>(const std::string& name)> remove;
  std::function<Result<AudienceRecord>(const std::string& name, const Change&)> change;
};

}  // namespace likely
