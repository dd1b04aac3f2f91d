#pragma once

#include <functional>

#include "pipeline/audience.h"
#include "pipeline/change.h"

namespace likely {

// By name where only a name is taken: the audience's name or its key.
struct AudienceService {
  std::function<Result<AudienceAnswer>(const AudienceQuery&)> preview;
  std::function<Result<CreatedAudience>(const std::string& name, const AudienceQuery&, Progress&)>
      create;
  std::function<Result<CreatedAudience>(const std::string& name, Progress&)> refresh;
  std::function<Result<std::vector<AudienceRecord>>()> list;
  std::function<Result<CreatedAudience>(const std::string& name)> show;
  std::function<Result<AudienceMembers>(const std::string& name, const MembersPage&)> members;
  std::function<Result<ExportReport>(const ExportOptions&, Progress&)> export_to;
  // The bytes that export_to would write; options.out: only its ending counts.
  std::function<Result<std::string>(const ExportOptions&)> download;
  std::function<Result<AudienceRecord>(const std::string& name)> remove;
  std::function<Result<AudienceRecord>(const std::string& name, const Change&)> change;
};

}  // namespace likely
