#pragma once

#include <functional>

#include "pipeline/model_quality.h"
#include "pipeline/train.h"

namespace likely {

struct TrainService {
  std::function<Result<TrainReport>(const TrainRequest&, Progress&)> train;
  std::function<Result<std::vector<ModelRecord>>()> models;  // newest first
  std::function<Result<ModelQuality>(const ModelChoice&)> quality;
  // Makes a model the one that serves, also one that was held back.
  std::function<Result<ModelRecord>(const std::string& name)> serve;
};

}  // namespace likely
