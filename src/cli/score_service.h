#pragma once

#include <functional>

#include "pipeline/score.h"

namespace likely::cli {

struct ScoreService {
  std::function<Result<ScoreReport>(const ScoreOptions&, Progress&)> score;
};

}  // namespace likely::cli
