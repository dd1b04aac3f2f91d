#include "store/uploads.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/format.h"
#include "base/secret.h"
#include "store/atomic_file.h"
#include "store/marked_folder.h"

namespace likely {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPrefix = "up_";
constexpr size_t kDigits = 16;

bool is_id(std::string_view id) {
  return id.size() == kPrefix.size() + kDigits && id.starts_with(kPrefix) &&
         id.substr(kPrefix.size()).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// What follows the last slash, without what a file system or a terminal takes amiss.
std::string plain_name(std::string_view name) {
  constexpr size_t kMost = 100;
  name = name.substr(name.rfind('/') + 1);
  if (name.size() > kMost) name.remove_prefix(name.size() - kMost);
  std::string plain;
  for (const char c : name) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || (c == '.' && !plain.empty());
    plain += good ? c : '_';
  }
  return plain.empty() ? "file" : plain;
}

}  // namespace

Result<std::string> Uploads::start(std::string_view name) const {
  const std::string id = std::string(kPrefix) + hash_secret(new_secret("")).substr(0, kDigits);
  const std::string folder = root_ + "/" + id;
  TRY(make_folder(folder));
  const std::string path = folder + "/" + plain_name(name);
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return disk_failure(path, "creating");
  close(descriptor);
  return id;
}

Result<uint64_t> Uploads::append(const std::string& id, std::string_view bytes,
                                 uint64_t most) const {
  ASSIGN(const std::string path, path_of(id));
  std::error_code error;
  const uint64_t before = fs::file_size(path, error);
  if (error || before + bytes.size() > most) {
    return fail(ErrorCode::kUsage, format("an upload has at most {} MiB; import the file with "
                                          "`likely import`",
                                          most >> 20));
  }
  const int descriptor = open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor < 0) return disk_failure(path, "opening");
  std::string_view left = bytes;
  while (!left.empty()) {
    const ssize_t count = write(descriptor, left.data(), left.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      auto failure = disk_failure(path, "writing");
      static_cast<void>(ftruncate(descriptor, static_cast<off_t>(before)));
      close(descriptor);
      return failure;
    }
    left.remove_prefix(static_cast<size_t>(count));
  }
  const bool flushed = fsync(descriptor) == 0;
  close(descriptor);
  if (!flushed) return disk_failure(path, "flushing");
  return before + bytes.size();
}

Result<std::string> Uploads::path_of(const std::string& id) const {
  std::error_code error;
  if (is_id(id)) {
    for (const auto& entry : fs::directory_iterator(root_ + "/" + id, error)) {
      return entry.path().string();
    }
  }
  return fail_field(ErrorCode::kNotFound, "upload",
                    "there is no such upload; it was used, or is older than a day");
}

void Uploads::remove(const std::string& id) const {
  std::error_code ignored;
  if (is_id(id)) fs::remove_all(root_ + "/" + id, ignored);
}

std::string Uploads::id_of(const std::string& path) const {
  const std::string id = fs::path(path).lexically_relative(root_).begin()->string();
  return is_id(id) ? id : "";
}

void Uploads::sweep(int64_t seconds) const {
  std::error_code error;
  const auto limit = fs::file_time_type::clock::now() - std::chrono::seconds(seconds);
  for (auto entry = fs::directory_iterator(root_, error);
       !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string id = entry->path().filename().string();
    const auto path = path_of(id);
    std::error_code ignored;
    const auto written = fs::last_write_time(path ? *path : entry->path().string(), ignored);
    if (!ignored && written < limit) remove(id);
  }
}

}  // namespace likely
