#pragma once

#include <functional>

#include "pipeline/train.h"

namespace likely::cli {

struct TrainService {
  std::function<Result<TrainReport>(const TrainRequest&, Progress&)> train;
};

}  // namespace likely::cli
