#pragma once

#include "services/access.h"
#include "services/audience.h"
#include "services/backtest.h"
#include "services/care.h"
#include "services/catalog.h"
#include "services/generate.h"
#include "services/intake.h"
#include "services/score.h"
#include "services/serve.h"
#include "services/train.h"
#include "services/trait.h"

namespace likely {

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
  ServeService serve;
  AccessService access;
};

}  // namespace likely
