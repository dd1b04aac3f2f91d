#pragma once

#include <functional>

#include "pipeline/change.h"
#include "pipeline/trait.h"
#include "pipeline/trait_people.h"

namespace likely {

// By name where only a name is taken: the trait's name or its key.
struct TraitService {
  std::function<Result<CreatedTrait>(const std::string& name, const TraitQuery&, Progress&)> create;
  std::function<Result<CreatedTrait>(const std::string& name, Progress&)> refresh;
  std::function<Result<std::vector<TraitRecord>>()> list;
  std::function<Result<ShownTrait>(const std::string& name, const std::string& profile)> show;
  std::function<Result<ExportReport>(const ExportOptions&, Progress&)> export_to;
  // The bytes that export_to would write; options.out: only its ending counts.
  std::function<Result<std::string>(const ExportOptions&)> download;
  std::function<Result<TraitRecord>(const std::string& name)> remove;
  std::function<Result<TraitRecord>(const std::string& name, const Change&)> change;
  // What it would be for some people, or for `limit` of those who did something last.
  std::function<Result<TraitPreview>(const TraitQuery&, const std::vector<std::string>& people,
                                     size_t limit)>
      preview;
  std::function<Result<TraitPeople>(const std::string& name, const TraitPeoplePage&)> people;
  // Whether pages may read it of their own visitors.
  std::function<Result<void>(const std::string& name, bool is_public)> publish;
};

}  // namespace likely
