#include "store/shared_folder.h"

#include <filesystem>

namespace likely {

std::string SharedFolder::full_name(const std::string& folder) {
  return std::filesystem::absolute(folder).string();
}

Result<std::unique_ptr<SharedFolder>> SharedFolder::open(Space::Options options) {
  options.access = Access::kCreate;
  options.shared = nullptr;
  ASSIGN(auto owner, Space::open(options));
  TRY(owner->warehouse());
  return std::unique_ptr<SharedFolder>(new SharedFolder(std::move(owner)));
}

}  // namespace likely
