#pragma once

#include <string>

#include "base/clock.h"

namespace likely {

// Where and with what floor 3 works: the data folder, the threads, the clock of the wall (for
// "created" only: the now of a model is a fact of the data).
struct Place {
  std::string folder;
  int threads = 1;
  TimeUs wall_clock = 0;
};

}  // namespace likely
