#pragma once

#include <functional>

#include "pipeline/train.h"

namespace likely {

struct TrainService {
  std::function<Result<TrainReport>(const TrainRequest&, Progress&)> train;
};

}  // namespace likely
