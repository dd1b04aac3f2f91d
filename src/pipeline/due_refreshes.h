#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/scheduler.h"
#include "store/place.h"

namespace likely {

// Which audiences and traits are to be computed anew: scheduled ones whose time has come, live
// ones that an older model filled (their line was drawn by it), and those that were just made live.
// One whose run failed is due again after an hour. One thread.
class DueRefreshes {
 public:
  explicit DueRefreshes(std::function<Place()> place) : place_(std::move(place)) {}
  Result<std::vector<DueRun>> at(TimeUs now);

 private:
  bool is_news(const std::string& what, TimeUs due, TimeUs now);

  struct Told {
    TimeUs due = 0, at = 0;
  };
  std::function<Place()> place_;
  std::map<std::string, Told> told_;  // by kind and key
};

}  // namespace likely
