#include "base/clock.h"
#include "main/wiring.h"

namespace likely {

void wire_care(const cli::Context& context, cli::Services& services) {
  const auto open = [&context](Access access) {
    return Space::open({.path = context.data, .access = access, .threads = context.thread_count()});
  };
  services.care.show_profile = [open](const std::string& id) -> Result<ProfilePage> {
    ASSIGN(const auto space, open(Access::kRead));
    return show_profile(*space, id);
  };
  services.care.plan_erasure = [open](const std::string& id) -> Result<ErasePlan> {
    ASSIGN(const auto space, open(Access::kRead));
    return plan_erasure(*space, id);
  };
  services.care.erase_profile = [open](const std::string& id,
                                       Progress& progress) -> Result<EraseReport> {
    ASSIGN(const auto space, open(Access::kWrite));
    return erase_profile(*space, id, progress);
  };
  services.care.verify = [&context](Progress& progress) {
    return verify_folder(context.data, context.thread_count(), progress);
  };
  services.care.diagnose = [&context] {
    return diagnose_folder(context.data, context.thread_count(), SystemClock().now());
  };
}

}  // namespace likely
