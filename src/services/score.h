#pragma once

#include <functional>

#include "pipeline/score.h"

namespace likely {

struct ScoreService {
  std::function<Result<ScoreReport>(const ScoreOptions&, Progress&)> score;
};

}  // namespace likely
