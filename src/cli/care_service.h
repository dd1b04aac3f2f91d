#pragma once

#include <functional>

#include "serving/profile.h"

namespace likely::cli {

// Looking after what is known of people, and after the data folder itself.
struct CareService {
  std::function<Result<ProfilePage>(const std::string& id)> show_profile;
};

}  // namespace likely::cli
