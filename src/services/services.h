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

// Everything a door may ask for: one struct of std::function members for each group of floor 3
// functions, each in its own header ("services/catalog.h"), filled by main/wiring.cc. The command
// line and the web call the same ones; neither sees the store. The functions may be called from
// several threads at once: each opens the folder for itself.
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
