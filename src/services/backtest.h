#pragma once

#include <functional>

#include "pipeline/backtest.h"

namespace likely {

struct BacktestService {
  std::function<Result<BacktestReport>(const BacktestRequest&, Progress&)> run;
};

}  // namespace likely
