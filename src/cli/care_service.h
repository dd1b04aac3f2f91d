#pragma once

#include <functional>

#include "serving/profile.h"

namespace CLI {
class App;
}

namespace likely::cli {

struct Context;
struct Services;

// Looking after what is known of people.
struct CareService {
  std::function<Result<ProfilePage>(const std::string& id)> show_profile;
};

void add_profile_commands(CLI::App& app, Context& context, CareService& care);

// run() of cli/app.h, with the commands of care among the others.
int run(int argc, const char* const* argv, Context& context, Services& services, CareService& care);

}  // namespace likely::cli
