#include "store/journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>

#include "base/format.h"
#include "base/hash.h"
#include "store/atomic_file.h"
#include "store/platform.h"

namespace likely {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kHeader = "likely journal 1\n";
constexpr char kMagic[4] = {'L', 'J', 'R', '1'};
constexpr size_t kPrefixBytes = 4 + 4 + 8;  // magic, length, checksum
constexpr size_t kFixedBytes = 8 + 8 + 2 + 2;
constexpr uint32_t kMostBytes = 4 << 20;  // of one record; a request has less

std::string segment_path(const std::string& folder, uint64_t segment) {
  return format("{}/{:016x}.log", folder, segment);
}

template <typename T>
void put(std::string& out, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}
template <typename T>
T get(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return value;
}

void encode(std::string& out, const JournalEntry& entry, uint64_t durable) {
  const size_t begin = out.size();
  out.append(kMagic, 4);
  put(out, static_cast<uint32_t>(kFixedBytes + entry.source.size() + entry.kind.size() +
                                 entry.body.size()));
  put(out, uint64_t{0});
  put(out, durable);
  put(out, entry.received_at);
  put(out, static_cast<uint16_t>(entry.source.size()));
  put(out, static_cast<uint16_t>(entry.kind.size()));
  out += entry.source;
  out += entry.kind;
  out += entry.body;
  const uint64_t sum = hash64(std::string_view(out).substr(begin + kPrefixBytes));
  std::memcpy(out.data() + begin + 8, &sum, sizeof(sum));
}

// A record at the beginning of `bytes`.
struct Decoded {
  JournalEntry entry;
  uint64_t durable = 0;
  size_t size = 0;
};
std::optional<Decoded> decode(std::string_view bytes) {
  if (bytes.size() < kPrefixBytes || std::memcmp(bytes.data(), kMagic, 4) != 0) return {};
  const auto length = get<uint32_t>(bytes.data() + 4);
  if (length < kFixedBytes || length > kMostBytes || bytes.size() - kPrefixBytes < length) {
    return {};
  }
  const std::string_view rest = bytes.substr(kPrefixBytes, length);
  if (hash64(rest) != get<uint64_t>(bytes.data() + 8)) return {};
  const size_t source = get<uint16_t>(rest.data() + 16), kind = get<uint16_t>(rest.data() + 18);
  if (kFixedBytes + source + kind > length) return {};
  Decoded decoded{.durable = get<uint64_t>(rest.data()), .size = kPrefixBytes + length};
  decoded.entry.received_at = get<int64_t>(rest.data() + 8);
  decoded.entry.source = rest.substr(kFixedBytes, source);
  decoded.entry.kind = rest.substr(kFixedBytes + source, kind);
  decoded.entry.body = rest.substr(kFixedBytes + source + kind);
  return decoded;
}

Error damaged(const std::string& path, uint64_t offset) {
  return {
      ErrorCode::kUnusable,
      format("{}: damaged at byte {}: it holds events that were acknowledged; restore a backup, "
             "or move the file away to go on without what it holds",
             path, offset)};
}

// Where the good records end. What follows a bad one is torn, unless a later record says that it
// had been on disk: then it is damage.
Result<uint64_t> good_end(const std::string& path, std::string_view bytes) {
  if (!bytes.starts_with(kHeader)) {
    // A segment whose creation was cut off holds nothing.
    if (kHeader.starts_with(bytes)) return 0;
    return std::unexpected(damaged(path, 0));
  }
  uint64_t at = kHeader.size();
  while (at < bytes.size()) {
    const auto record = decode(bytes.substr(at));
    if (!record) break;
    at += record->size;
  }
  for (size_t next = bytes.find(std::string_view(kMagic, 4), at + 1);
       at < bytes.size() && next != std::string_view::npos;
       next = bytes.find(std::string_view(kMagic, 4), next + 1)) {
    const auto record = decode(bytes.substr(next));
    if (record && record->durable > at) return std::unexpected(damaged(path, at));
  }
  return at;
}

Result<std::vector<uint64_t>> segments_in(const std::string& folder) {
  std::vector<uint64_t> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.size() == 20 && name.ends_with(".log")) {
      found.push_back(std::strtoull(name.substr(0, 16).c_str(), nullptr, 16));
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

// On disk when it returns: a later segment will stand behind this one.
Result<void> cut_off(const std::string& path, uint64_t end) {
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return disk_failure(path, "opening");
  const bool cut = ftruncate(file, static_cast<off_t>(end)) == 0 && fsync(file) == 0;
  auto failure = disk_failure(path, "cutting off what was never flushed");
  close(file);
  return cut ? Result<void>() : failure;
}

}  // namespace

struct Journal::Inner {
  std::string folder;
  // The segment that is written, and what of it is on disk; the writing thread's alone.
  int descriptor = -1;
  uint64_t segment = 0, size = 0;
  // Guards what both threads look at.
  mutable std::mutex mutex;
  std::map<uint64_t, uint64_t> sizes;  // segment → bytes on disk; the last one is written
  std::string buffer;
  bool broken = false;  // what the file holds behind its size is not known

  std::string path() const { return segment_path(folder, segment); }

  Result<void> create(uint64_t next) {
    const std::string file = segment_path(folder, next);
    const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (made < 0) return disk_failure(file, "creating");
    if (::write(made, kHeader.data(), kHeader.size()) != static_cast<ssize_t>(kHeader.size()) ||
        fsync(made) != 0) {
      auto failure = disk_failure(file, "writing");
      close(made);
      ::unlink(file.c_str());
      return failure;
    }
    TRY(sync_folder(folder));
    if (descriptor >= 0) close(descriptor);
    descriptor = made;
    segment = next;
    size = kHeader.size();
    broken = false;
    std::lock_guard lock(mutex);
    sizes[segment] = size;
    return {};
  }

  // Appends and flushes; after an error nothing of it counts.
  Result<void> write(std::string_view bytes);
  // Takes what is not acknowledged out of the file again.
  void cut() {
    if (ftruncate(descriptor, static_cast<off_t>(size)) != 0) broken = true;
  }
};

Journal::Journal(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

Journal::~Journal() {
  if (inner_->descriptor >= 0) close(inner_->descriptor);
}

Result<std::unique_ptr<Journal>> Journal::open(const std::string& folder) {
  auto inner = std::make_unique<Inner>();
  inner->folder = folder;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    errno = error.value();
    return disk_failure(folder, "creating");
  }
  fs::permissions(folder, fs::perms::owner_all, error);
  TRY(sync_folder(fs::path(folder).parent_path().string()));
  ASSIGN(const auto segments, segments_in(folder));
  for (const uint64_t segment : segments) {
    const std::string path = segment_path(folder, segment);
    ASSIGN(const std::string bytes, read_file(path));
    ASSIGN(const uint64_t end, good_end(path, bytes));
    if (end < bytes.size()) TRY(cut_off(path, end));
    inner->sizes[segment] = end;
  }
  // Always a new one: nothing is appended behind what a crash left.
  TRY(inner->create(segments.empty() ? 1 : segments.back() + 1));
  return std::unique_ptr<Journal>(new Journal(std::move(inner)));
}

Result<void> Journal::Inner::write(std::string_view bytes) {
  size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t n = ::write(descriptor, bytes.data() + written, bytes.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      auto failure = disk_failure(path(), "writing");
      cut();
      return failure;
    }
    written += static_cast<size_t>(n);
  }
  if (fdatasync(descriptor) != 0) {
    auto failure = disk_failure(path(), "flushing");
    cut();
    broken = true;
    return failure;
  }
  size += bytes.size();
  std::lock_guard lock(mutex);
  sizes[segment] = size;
  return {};
}

Result<void> Journal::append(std::span<const JournalEntry> entries) {
  Inner& inner = *inner_;
  const auto space = disk_space(inner.folder);
  if (space && space->free < kReserveBytes) {
    return fail(ErrorCode::kUnavailable,
                format("{}: only {} MiB of disk are free; {} are kept for the stores: free some "
                       "space",
                       inner.folder, space->free >> 20, kReserveBytes >> 20));
  }
  if (entries.empty()) return {};
  if (inner.broken || inner.size >= kSegmentBytes) TRY(rotate());
  inner.buffer.clear();
  for (const JournalEntry& entry : entries) encode(inner.buffer, entry, inner.size);
  return inner.write(inner.buffer);
}

Result<void> Journal::rotate() {
  Inner& inner = *inner_;
  if (!inner.broken) {
    // A record of nothing, which vouches for all before it.
    inner.buffer.clear();
    encode(inner.buffer, {}, inner.size);
    TRY(inner.write(inner.buffer));
  }
  return inner.create(inner.segment + 1);
}

JournalPosition Journal::end() const {
  std::lock_guard lock(inner_->mutex);
  const auto& [segment, size] = *inner_->sizes.rbegin();
  return {segment, size};
}

JournalPosition Journal::begin() const {
  std::lock_guard lock(inner_->mutex);
  return {inner_->sizes.begin()->first, kHeader.size()};
}

Result<std::vector<Journal::Read>> Journal::read(JournalPosition& at, size_t bytes) const {
  std::vector<Read> found;
  size_t taken = 0;
  while (taken < bytes) {
    uint64_t size = 0;
    bool last = true;
    {
      std::lock_guard lock(inner_->mutex);
      const auto segment = inner_->sizes.find(at.segment);
      if (segment == inner_->sizes.end()) break;
      size = segment->second;
      last = std::next(segment) == inner_->sizes.end();
    }
    if (at.offset >= size) {
      if (last) break;
      at = {at.segment + 1, kHeader.size()};
      std::lock_guard lock(inner_->mutex);
      const auto next = inner_->sizes.lower_bound(at.segment);
      at.segment = next->first;
      continue;
    }
    const std::string path = segment_path(inner_->folder, at.segment);
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return disk_failure(path, "opening");
    std::string block;
    const auto most = std::min<uint64_t>(size - at.offset, bytes + kMostBytes);
    block.resize_and_overwrite(most, [&](char* to, size_t count) {
      size_t have = 0;
      while (have < count) {
        const ssize_t n =
            pread(file, to + have, count - have, static_cast<off_t>(at.offset + have));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        have += static_cast<size_t>(n);
      }
      return have;
    });
    close(file);
    if (block.empty()) return std::unexpected(damaged(path, at.offset));
    size_t used = 0;
    while (used < block.size() && taken < bytes) {
      auto record = decode(std::string_view(block).substr(used));
      if (!record) {
        if (used == 0) return std::unexpected(damaged(path, at.offset));
        break;
      }
      taken += record->size;
      if (!record->entry.body.empty()) {  // else it only vouches
        found.push_back({{at.segment, at.offset + used}, std::move(record->entry)});
      }
      used += record->size;
    }
    at.offset += used;
  }
  return found;
}

Result<void> Journal::drop_before(JournalPosition at) {
  bool any = false;
  while (true) {
    uint64_t oldest = 0;
    {
      std::lock_guard lock(inner_->mutex);
      oldest = inner_->sizes.begin()->first;
      if (oldest >= at.segment || inner_->sizes.size() == 1) break;
    }
    const std::string path = segment_path(inner_->folder, oldest);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return disk_failure(path, "removing");
    any = true;
    std::lock_guard lock(inner_->mutex);
    inner_->sizes.erase(oldest);
  }
  return any ? sync_folder(inner_->folder) : Result<void>();
}

uint64_t Journal::bytes_after(JournalPosition at) const {
  std::lock_guard lock(inner_->mutex);
  uint64_t sum = 0;
  for (auto segment = inner_->sizes.lower_bound(at.segment); segment != inner_->sizes.end();
       ++segment) {
    const uint64_t from = segment->first == at.segment ? at.offset : kHeader.size();
    if (segment->second > from) sum += segment->second - from;
  }
  return sum;
}

Result<bool> has_journal(const std::string& folder) {
  ASSIGN(const auto segments, segments_in(folder));
  for (const uint64_t segment : segments) {
    std::error_code error;
    if (fs::file_size(segment_path(folder, segment), error) > kHeader.size() && !error) return true;
  }
  return false;
}

}  // namespace likely
