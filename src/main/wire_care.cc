#include "main/wire_care.h"

namespace likely {

cli::CareService wire_care(const cli::Context& context) {
  const auto open = [&context](Access access) {
    return Space::open({.path = context.data, .access = access, .threads = context.thread_count()});
  };
  cli::CareService care;
  care.show_profile = [open](const std::string& id) -> Result<ProfilePage> {
    ASSIGN(const auto space, open(Access::kRead));
    return show_profile(*space, id);
  };
  return care;
}

}  // namespace likely
