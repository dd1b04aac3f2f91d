#include "store/shared_folder.h"

#include <filesystem>
#include <thread>

#include "base/threads.h"

namespace likely {

std::string SharedFolder::full_name(const std::string& folder) {
  return std::filesystem::absolute(folder).string();
}

Result<std::unique_ptr<SharedFolder>> SharedFolder::open(Space::Options options) {
  options.access = Access::kCreate;
  options.shared = nullptr;
  ASSIGN(auto owner, Space::open(options));
  // The warehouse's own threads stand where the one stands that opens it.
  Result<Warehouse*> warehouse = nullptr;
  std::thread([&] {
    step_back(Waits::kSoon);
    warehouse = owner->warehouse();
  }).join();
  TRY(warehouse);
  return std::unique_ptr<SharedFolder>(new SharedFolder(std::move(owner)));
}

}  // namespace likely
