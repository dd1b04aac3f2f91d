#pragma once

#include <functional>
#include <string>

#include "pipeline/map.h"

namespace likely {

struct CatalogService {
  std::function<Result<Suggestion>(Progress&)> suggest;
  // Reads the mapping from a file, or from standard input when it is "-".
  std::function<Result<MappingReport>(const std::string& file, Progress&)> set;
  std::function<Result<MappingReport>()> show;
};

}  // namespace likely
