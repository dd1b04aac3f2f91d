#include "store/line_file.h"
#include "store/user_umask.h"

#include <zstd.h>

namespace likely {

namespace {
constexpr size_t kBuffer = 1 << 20;
}  // namespace

struct LineFile::Compressor {
  ZSTD_CStream* stream = ZSTD_createCStream();
  std::string out = std::string(ZSTD_CStreamOutSize(), '\0');
  ~Compressor() { ZSTD_freeCStream(stream); }
};

LineFile::LineFile(AtomicFile file, std::unique_ptr<Compressor> compressor)
    : file_(std::move(file)), compressor_(std::move(compressor)) {
  buffer_.reserve(kBuffer + 4096);
}
LineFile::LineFile(LineFile&&) noexcept = default;
LineFile::~LineFile() = default;

Result<LineFile> LineFile::create(const std::string& path) {
  ASSIGN(AtomicFile file, AtomicFile::create(path));
  std::unique_ptr<Compressor> compressor;
  if (path.ends_with(".zst")) {
    compressor = std::make_unique<Compressor>();
    if (compressor->stream == nullptr) {
      return fail(ErrorCode::kUnavailable, path + ": not enough memory to compress it");
    }
  }
  return LineFile(std::move(file), std::move(compressor));
}

Result<void> LineFile::add(std::string_view line) {
  buffer_ += line;
  buffer_ += '\n';
  bytes_ += line.size() + 1;
  return buffer_.size() < kBuffer ? Result<void>() : flush(false);
}

Result<void> LineFile::flush(bool last) {
  if (compressor_ == nullptr) {
    TRY(file_.write(buffer_));
    buffer_.clear();
    return {};
  }
  ZSTD_inBuffer in{buffer_.data(), buffer_.size(), 0};
  size_t left = 1;
  while (in.pos < in.size || (last && left != 0)) {
    ZSTD_outBuffer out{compressor_->out.data(), compressor_->out.size(), 0};
    left =
        ZSTD_compressStream2(compressor_->stream, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left)) {
      return fail(ErrorCode::kInternal, std::string("zstd: ") + ZSTD_getErrorName(left));
    }
    TRY(file_.write({compressor_->out.data(), out.pos}));
  }
  buffer_.clear();
  return {};
}

Result<void> LineFile::commit() {
  TRY(flush(true));
  return commit_for_user(file_);
}

}  // namespace likely
