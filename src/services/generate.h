#pragma once

#include <functional>
#include <string>

#include "pipeline/generate.h"

namespace likely {

struct GenerateService {
  std::function<Result<GenerateResult>(const GenerateOptions&, Progress&)> generate;
  // An empty folder for the demo; one that no demo made is refused.
  std::function<Result<void>(const std::string& folder)> start_demo;
  // Writes a text file, whole or not at all.
  std::function<Result<void>(const std::string& path, const std::string& text)> keep;
};

}  // namespace likely
