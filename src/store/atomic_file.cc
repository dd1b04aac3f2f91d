#include "store/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace likely {

namespace {
// So much goes to the disk at once: a flush of gigabytes at the end would hold up whoever else
// needs the file system's journal.
constexpr size_t kPieceBytes = 16 << 20;

std::string folder_of(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}
}  // namespace

std::unexpected<Error> disk_failure(const std::string& path, const std::string& doing) {
  const int error = errno;
  const std::string what = path + ": " + doing + " failed: " + std::strerror(error);
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return fail(ErrorCode::kUnavailable, what + "; free some space and run the command again");
    case EACCES:
    case EPERM:
    case EROFS:
      return fail(ErrorCode::kUnusable, what + "; check the permissions of the file and folder");
    case ENOENT:
      return fail(ErrorCode::kNotFound, what + "; check the path");
    case ENOTDIR:
    case EISDIR:
      return fail(ErrorCode::kUnusable, what + "; check the path");
    default:
      return fail(ErrorCode::kInternal, what);
  }
}

Result<AtomicFile> AtomicFile::create(const std::string& path) {
  std::string aside = path + ".writing-" + std::to_string(getpid());
  const int descriptor = open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) return disk_failure(path, "creating");
  return AtomicFile(path, std::move(aside), descriptor);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      aside_(std::move(other.aside_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(aside_.c_str());
}

Result<void> AtomicFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), std::min(bytes.size(), kPieceBytes));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return disk_failure(path_, "writing");
    bytes.remove_prefix(static_cast<size_t>(written));
    in_memory_ += static_cast<size_t>(written);
    if (in_memory_ < kPieceBytes) continue;
    in_memory_ = 0;
    const int all = SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    const bool failed = sync_file_range(descriptor_, 0, 0, all) != 0;
    // An error of the disk is told once; where this call is unknown, the flush does it all.
    if (failed && errno != ENOSYS && errno != EINVAL) return disk_failure(path_, "writing");
  }
  return {};
}

Result<void> AtomicFile::flush() {
  // A library may have replaced the file aside: what is flushed is what is there now.
  const int current = open(aside_.c_str(), O_RDONLY | O_CLOEXEC);
  if (current < 0) return disk_failure(path_, "writing");
  const bool flushed = fsync(current) == 0;
  close(current);
  if (!flushed) return disk_failure(path_, "flushing");
  return {};
}

Result<void> AtomicFile::commit_as(std::string path) {
  path_ = std::move(path);
  return commit();
}

Result<void> AtomicFile::commit() {
  TRY(flush());
  if (rename(aside_.c_str(), path_.c_str()) != 0) return disk_failure(path_, "renaming");
  close(std::exchange(descriptor_, -1));
  return sync_folder(folder_of(path_));
}

Result<void> write_file_atomically(const std::string& path, std::string_view bytes) {
  ASSIGN(AtomicFile file, AtomicFile::create(path));
  TRY(file.write(bytes));
  return file.commit();
}

Result<std::string> read_file(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return disk_failure(path, "opening");
  std::string bytes;
  char buffer[65536];
  ssize_t count;
  while ((count = read(descriptor, buffer, sizeof(buffer))) != 0) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      auto error = disk_failure(path, "reading");
      close(descriptor);
      return error;
    }
    bytes.append(buffer, static_cast<size_t>(count));
  }
  close(descriptor);
  return bytes;
}

namespace {

Result<void> sync(const std::string& path, int flags) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
  if (descriptor < 0) return disk_failure(path, "opening");
  const bool flushed = fsync(descriptor) == 0;
  close(descriptor);
  return flushed ? Result<void>() : disk_failure(path, "flushing");
}

}  // namespace

Result<void> sync_file(const std::string& path) { return sync(path, 0); }

Result<void> sync_folder(const std::string& path) { return sync(path, O_DIRECTORY); }

}  // namespace likely
