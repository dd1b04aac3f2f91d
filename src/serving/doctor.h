#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/place.h"

namespace likely {

// One thing that is wrong or could be better, and the command that mends it.
struct Finding {
  bool broken = false;  // something that was there is damaged; else advice
  std::string what;
  std::string command;  // empty: no command mends it, `what` says what does
};

// What is wrong with a data folder and its machine, the most important first.
struct Diagnosis {
  std::vector<Finding> findings;
  std::vector<std::pair<std::string, std::string>> facts;  // versions, memory, disk …
  bool broken() const;
};

// Looks at what is quickly seen (verify_folder looks at every byte); `now` is the wall clock.
Result<Diagnosis> diagnose_folder(const Place& place);

}  // namespace likely
