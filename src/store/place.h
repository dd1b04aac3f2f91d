#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "store/space.h"

namespace likely {

class SharedFolder;

// Where and with what floor 3 works: the data folder, the threads, the clock of the wall.
struct Place {
  std::string folder;
  int threads = 1;
  TimeUs wall_clock = 0;
  SharedFolder* shared = nullptr;  // in the process that serves the folder

  Result<std::unique_ptr<Space>> open(Access access, int wait_ms = 2000) const {
    return Space::open({.path = folder,
                        .access = access,
                        .threads = threads,
                        .wait_ms = wait_ms,
                        .shared = shared});
  }
};

}  // namespace likely
