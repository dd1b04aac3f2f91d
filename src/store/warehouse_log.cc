#include "store/warehouse_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "store/atomic_file.h"

namespace likely {

namespace {

constexpr std::string_view kCommitMark{"d\0d\xff\xff", 5};
constexpr size_t kPrefixBytes = 8 + 8;  // size, checksum

uint64_t word_at(const char* from) {
  uint64_t word;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

// DuckDB's checksum of an entry: words mixed and added without carry; up to seven bytes that are
// left go through MurmurHash64A.
uint64_t checksum_of_rest(std::string_view bytes) {
  constexpr uint64_t kMultiplier = 0xc6a4a7935bd1e995, kSeed = 0xe17a1465;
  uint64_t hash = kSeed ^ (bytes.size() * kMultiplier);
  for (size_t i = 0; i < bytes.size(); ++i) {
    hash ^= uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  hash *= kMultiplier;
  hash ^= hash >> 47;
  hash *= kMultiplier;
  return hash ^ (hash >> 47);
}
uint64_t checksum_of(std::string_view bytes) {
  uint64_t sum = 5381;
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    sum ^= word_at(bytes.data()) * 0xbf58476d1ce4e5b9;
  }
  return bytes.empty() ? sum : sum ^ checksum_of_rest(bytes);
}

// Behind the first entry, which has neither size nor checksum: kind, version, an identifier of 16
// numbers, the checkpoint, in variable length.
std::optional<size_t> end_of_header(std::string_view log) {
  constexpr std::string_view kBegin{
      "d\0be\0\x02"
      "f\0\x10",
      9},
      kNext{"g\0", 2}, kEnd{"\xff\xff", 2};
  if (!log.starts_with(kBegin)) return {};
  size_t at = kBegin.size();
  const auto skip_number = [&] {
    while (at < log.size() && (log[at] & 0x80) != 0) ++at;
    ++at;
  };
  for (int i = 0; i < 16; ++i) skip_number();
  if (at >= log.size() || !log.substr(at).starts_with(kNext)) return {};
  at += kNext.size();
  skip_number();
  if (at >= log.size() || !log.substr(at).starts_with(kEnd)) return {};
  return at + kEnd.size();
}

// Whether a commit ends in these bytes and something was written behind it.
bool has_flushed_commit(std::string_view bytes) {
  for (size_t mark = bytes.find(kCommitMark); mark != std::string_view::npos;
       mark = bytes.find(kCommitMark, mark + 1)) {
    const std::string_view rest = bytes.substr(mark + kCommitMark.size());
    const bool whole = mark >= kPrefixBytes &&
                       word_at(bytes.data() + mark - kPrefixBytes) == kCommitMark.size() &&
                       word_at(bytes.data() + mark - 8) == checksum_of(kCommitMark);
    if (whole && rest.find_first_not_of('\0') != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

std::optional<uint64_t> torn_from(std::string_view log) {
  const auto begin = end_of_header(log);
  if (!begin) return {};
  size_t at = *begin, committed = *begin;
  while (log.size() - at >= kPrefixBytes) {
    const uint64_t size = word_at(log.data() + at), sum = word_at(log.data() + at + 8);
    if (size > log.size() - at - kPrefixBytes) break;
    const std::string_view entry = log.substr(at + kPrefixBytes, size);
    if (checksum_of(entry) != sum) break;
    at += kPrefixBytes + size;
    if (entry == kCommitMark) committed = at;
  }
  if (at == log.size() || has_flushed_commit(log.substr(at))) return {};
  return committed;
}

Result<void> mend_torn_log(const std::string& warehouse) {
  const std::string path = warehouse + ".wal";
  const auto log = read_file(path);
  if (!log && log.error().code == ErrorCode::kNotFound) return {};
  if (!log) return std::unexpected(log.error());
  const auto end = torn_from(*log);
  if (!end) return {};
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return disk_failure(path, "opening");
  const bool cut = ftruncate(file, static_cast<off_t>(*end)) == 0 && fsync(file) == 0;
  auto failure = disk_failure(path, "cutting off what was never flushed");
  close(file);
  return cut ? Result<void>() : failure;
}

}  // namespace likely
