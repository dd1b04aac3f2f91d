#pragma once

#include <memory>

#include "serving/access.h"

namespace likely {

// Who may do what. One book a process, so that what it remembers follows every change.
struct AccessService {
  std::shared_ptr<AccessBook> book;
};

}  // namespace likely
