#include "store/restore_files.h"

#include <algorithm>
#include <filesystem>

#include "base/format.h"
#include "store/atomic_file.h"
#include "store/mapped_file.h"

namespace likely {

namespace {

constexpr size_t kBlockBytes = 8 << 20;

Result<void> check(const std::string& backup, const BackupFile& file) {
  const auto found = describe_file(backup, file.path);
  std::string wrong;
  if (!found) {
    wrong = found.error().message;
  } else if (found->bytes != file.bytes) {
    wrong = format("{} has {} bytes instead of {}", file.path, found->bytes, file.bytes);
  } else if (found->checksum != file.checksum) {
    wrong = format("the checksum of {} does not fit", file.path);
  }
  if (wrong.empty()) return {};
  return fail(ErrorCode::kUnusable,
              format("{}: the backup is damaged: {}; take another backup", backup, wrong));
}

}  // namespace

Result<void> restore_files(const std::string& backup, const BackupManifest& manifest,
                           const std::string& folder, Progress& progress) {
  uint64_t done = 0;
  progress.step("checking the backup", manifest.bytes(), "bytes");
  for (const BackupFile& file : manifest.files) {
    TRY(check(backup, file));
    progress.at(done += file.bytes);
  }
  done = 0;
  progress.step("copying", manifest.bytes(), "bytes");
  for (const BackupFile& file : manifest.files) {
    const std::string path = folder + "/" + file.path;
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
    ASSIGN(const MappedFile source, MappedFile::open(backup + "/" + file.path));
    ASSIGN(AtomicFile copy, AtomicFile::create(path));
    const std::string_view bytes = source.bytes();
    for (size_t at = 0; at < bytes.size(); at += kBlockBytes) {
      if (progress.cancelled()) {
        return fail(ErrorCode::kCancelled, "stopped; nothing is left of it");
      }
      TRY(copy.write(bytes.substr(at, kBlockBytes)));
      progress.at(done += std::min(kBlockBytes, bytes.size() - at));
    }
    TRY(copy.commit());
  }
  return {};
}

}  // namespace likely
