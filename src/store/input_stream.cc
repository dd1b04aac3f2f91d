#include "store/input_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "base/format.h"
#include "store/atomic_file.h"

namespace likely {

namespace {

constexpr size_t kPieceBytes = 1 << 20;

// Inflates one kind of compression.
class Inflater {
 public:
  virtual ~Inflater() = default;
  // Takes from the front of `in`, appends at most about a piece to `out`.
  virtual bool inflate(std::string_view& in, std::string& out) = 0;  // false: damaged
  // Whether what was given so far ends where a compressed file may end.
  virtual bool at_end() const = 0;
};

class GzipInflater : public Inflater {
 public:
  GzipInflater() { inflateInit2(&stream_, 15 + 16); }
  ~GzipInflater() override { inflateEnd(&stream_); }

  bool inflate(std::string_view& in, std::string& out) override {
    const size_t before = out.size();
    out.resize(before + kPieceBytes);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream_.avail_out = kPieceBytes;
    int code = Z_OK;
    while (stream_.avail_in > 0 && stream_.avail_out > 0 && code == Z_OK) {
      if (at_end_) inflateReset(&stream_);  // a further member of a joined file
      code = ::inflate(&stream_, Z_NO_FLUSH);
      at_end_ = code == Z_STREAM_END;
      if (at_end_) code = Z_OK;
    }
    in.remove_prefix(in.size() - stream_.avail_in);
    out.resize(before + kPieceBytes - stream_.avail_out);
    return code == Z_OK || code == Z_BUF_ERROR;
  }
  bool at_end() const override { return at_end_; }

 private:
  z_stream stream_{};
  bool at_end_ = false;
};

class ZstdInflater : public Inflater {
 public:
  ~ZstdInflater() override { ZSTD_freeDStream(stream_); }

  bool inflate(std::string_view& in, std::string& out) override {
    const size_t before = out.size();
    out.resize(before + kPieceBytes);
    ZSTD_inBuffer source{in.data(), in.size(), 0};
    ZSTD_outBuffer target{out.data() + before, kPieceBytes, 0};
    const size_t code = ZSTD_decompressStream(stream_, &target, &source);
    in.remove_prefix(source.pos);
    out.resize(before + target.pos);
    at_end_ = code == 0;
    return ZSTD_isError(code) == 0;
  }
  bool at_end() const override { return at_end_; }

 private:
  ZSTD_DStream* stream_ = ZSTD_createDStream();
  bool at_end_ = false;
};

}  // namespace

struct InputStream::Inner {
  std::string path;
  int descriptor = -1;
  uint64_t position = 0, size = 0;
  std::vector<char> buffer = std::vector<char>(kPieceBytes);
  std::string_view input;  // of the buffer, not yet inflated
  std::unique_ptr<Inflater> inflater;
  std::string peeked;
  bool has_peeked = false;

  ~Inner() {
    if (descriptor > 0) close(descriptor);
  }

  Result<bool> fill() {
    ssize_t count;
    do {
      count = ::read(descriptor, buffer.data(), buffer.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0) return disk_failure(path, "reading");
    position += static_cast<uint64_t>(count);
    input = {buffer.data(), static_cast<size_t>(count)};
    return count > 0;
  }

  Result<void> begin() {
    // A pipe may give few bytes at first: four are needed to tell.
    size_t have = 0;
    while (have < 4) {
      const ssize_t count = ::read(descriptor, buffer.data() + have, buffer.size() - have);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return disk_failure(path, "reading");
      if (count == 0) break;
      have += static_cast<size_t>(count);
    }
    position = have;
    input = {buffer.data(), have};
    if (input.starts_with("\x1f\x8b")) inflater = std::make_unique<GzipInflater>();
    if (input.starts_with("\x28\xb5\x2f\xfd")) inflater = std::make_unique<ZstdInflater>();
    return {};
  }

  Result<void> read(std::string& out) {
    out.clear();
    while (out.empty()) {
      if (input.empty()) {
        ASSIGN(const bool more, fill());
        if (!more) return check_end();
      }
      if (inflater == nullptr) {
        out.assign(std::exchange(input, {}));
      } else if (!inflater->inflate(input, out)) {
        return fail(ErrorCode::kUnusable,
                    format("{}: its compressed data is damaged near byte {}; copy the file again",
                           path, position - input.size()));
      }
    }
    return {};
  }

  Result<void> check_end() const {
    if (inflater == nullptr || inflater->at_end()) return {};
    return fail(ErrorCode::kUnusable,
                format("{}: the compressed file is cut short after {} bytes; copy it again and "
                       "import it again",
                       path, position));
  }
};

bool is_standard_input(std::string_view path) {
  return path == "-" || path.starts_with("/proc/self/fd/");
}

std::string path_for_people(const std::string& path) {
  return is_standard_input(path) ? "standard input" : path;
}

InputStream::InputStream(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}
InputStream::InputStream(InputStream&&) noexcept = default;
InputStream& InputStream::operator=(InputStream&&) noexcept = default;
InputStream::~InputStream() = default;

Result<InputStream> InputStream::open(const std::string& path) {
  auto inner = std::make_unique<Inner>();
  inner->path = path_for_people(path);
  inner->descriptor = path == "-" ? 0 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (inner->descriptor < 0) return disk_failure(path, "opening");
  struct stat info {};
  if (fstat(inner->descriptor, &info) == 0 && S_ISREG(info.st_mode)) {
    inner->size = static_cast<uint64_t>(info.st_size);
  }
  TRY(inner->begin());
  return InputStream(std::move(inner));
}

Result<void> InputStream::read(std::string& out) {
  if (std::exchange(inner_->has_peeked, false)) {
    out = std::move(inner_->peeked);
    return {};
  }
  return inner_->read(out);
}

Result<const std::string*> InputStream::peek() {
  if (!inner_->has_peeked) {
    TRY(inner_->read(inner_->peeked));
    inner_->has_peeked = true;
  }
  return &inner_->peeked;
}

uint64_t InputStream::position() const { return inner_->position - inner_->input.size(); }
uint64_t InputStream::size() const { return inner_->size; }

}  // namespace likely
