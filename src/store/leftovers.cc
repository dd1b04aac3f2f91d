#include "store/leftovers.h"

#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace likely {

namespace fs = std::filesystem;

bool is_abandoned(const std::string& name) {
  constexpr std::string_view kAside = ".writing-";
  const size_t at = name.rfind(kAside);
  if (at == std::string::npos) return false;
  const std::string digits = name.substr(at + kAside.size());
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) return false;
  const auto pid = static_cast<pid_t>(std::strtol(digits.c_str(), nullptr, 10));
  return kill(pid, 0) != 0 && errno == ESRCH;
}

std::vector<std::string> leftovers(const Folder& folder, bool alone) {
  std::vector<std::string> found;
  std::error_code error;
  for (const char* suffix : {".new", ".new.wal", ".new.tmp", ".tmp"}) {
    if (!alone && std::string_view(suffix) == ".tmp") continue;
    const std::string path = folder.warehouse() + suffix;
    if (fs::exists(path, error)) found.push_back(path);
  }
  for (auto entry = fs::recursive_directory_iterator(folder.path, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_symlink(ignored) || !entry->is_regular_file(ignored)) continue;
    if (is_abandoned(entry->path().filename().string())) found.push_back(entry->path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

void remove_leftovers(const Folder& folder) {
  std::error_code ignored;
  for (const std::string& path : leftovers(folder, true)) fs::remove_all(path, ignored);
}

}  // namespace likely
