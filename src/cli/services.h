#pragma once

#include "cli/audience_service.h"
#include "cli/backtest_service.h"
#include "cli/care_service.h"
#include "cli/catalog_service.h"
#include "cli/generate_service.h"
#include "cli/intake_service.h"
#include "cli/score_service.h"
#include "cli/train_service.h"
#include "cli/trait_service.h"

namespace likely::cli {

// Everything a command may ask for: one struct of std::function members for each floor 3 service,
// each in its own header ("cli/catalog_service.h"), filled by main/wiring.cc. Commands never see
// the store, so that the same commands can later go through a running server.
struct Services {
  CatalogService catalog;
  GenerateService generate;
  IntakeService intake;
  TrainService train;
  AudienceService audience;
  TraitService trait;
  ScoreService score;
  BacktestService backtest;
  CareService care;
};

}  // namespace likely::cli
