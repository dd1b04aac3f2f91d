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
  int wait_ms = 2000;              // for a folder that is in use

  Result<std::unique_ptr<Space>> open(Access access) const { return open(access, wait_ms); }
  Result<std::unique_ptr<Space>> open(Access access, int wait_at_most_ms) const {
    return Space::open({.path = folder,
                        .access = access,
                        .threads = threads,
                        .wait_ms = wait_at_most_ms,
                        .shared = shared});
  }
};

}  // namespace likely
