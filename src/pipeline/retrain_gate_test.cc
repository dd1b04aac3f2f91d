#include "pipeline/retrain_gate.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

ColumnReport column(const char* name, double auc, double recall, bool low_data = false,
                    int values = 10) {
  return {name, 10, {.values = values, .auc = auc, .recall_top20 = recall, .low_data = low_data}};
}

TEST(RetrainGate, HoldsBackOnlyTheClearlyWorse) {
  const struct {
    const char* what;
    std::vector<ColumnReport> trained, serving;
    bool held;
  } cases[] = {
      {"equal", {column("A", .8, .6)}, {column("A", .8, .6)}, false},
      {"better", {column("A", .9, .7)}, {column("A", .8, .6)}, false},
      {"a little worse", {column("A", .785, .57)}, {column("A", .8, .6)}, false},
      {"worse AUC", {column("A", .77, .6)}, {column("A", .8, .6)}, true},
      {"worse recall", {column("A", .8, .5)}, {column("A", .8, .6)}, true},
      {"the mean counts",
       {column("A", .76, .6), column("B", .84, .6)},
       {column("A", .8, .6), column("B", .8, .6)},
       false},
      {"a new column does not count",
       {column("A", .8, .6), column("B", .5, .2)},
       {column("A", .8, .6)},
       false},
      {"little data before", {column("A", .5, .2)}, {column("A", .8, .6, true)}, false},
      {"its data is gone", {column("A", 0, 0, true, 0)}, {column("A", .8, .6)}, true},
      {"nothing serves", {column("A", .5, .2)}, {}, false},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(!why_hold_back(one.trained, one.serving).empty(), one.held) << one.what;
  }
}

}  // namespace
}  // namespace likely
