#include "base/inflate.h"

#include <zlib.h>

#include <algorithm>

namespace likely {

namespace {

constexpr int kWindowBits = 15;
constexpr int kGzipWrapper = 16;
constexpr size_t kPieceBytes = 32 << 10;

}  // namespace

struct BodyInflater::Inner {
  Format format;
  z_stream stream{};
  bool begun = false;
  bool at_end = false;

  ~Inner() {
    if (begun) inflateEnd(&stream);
  }

  // Deflate comes with the zlib wrapper (RFC 9110) or bare, as some clients send it: the low four
  // bits of the wrapper's first byte are 8, which no bare stream of a real encoder begins with.
  bool begin(unsigned char first) {
    const int bits = format == Format::kGzip ? kWindowBits + kGzipWrapper
                     : (first & 0x0f) == 8   ? kWindowBits
                                             : -kWindowBits;
    begun = inflateInit2(&stream, bits) == Z_OK;
    return begun;
  }

  // One piece of output; a further gzip member may follow an ended one.
  int step(char* piece, size_t room) {
    if (at_end) {
      if (format != Format::kGzip) return Z_DATA_ERROR;
      inflateReset(&stream);
      at_end = false;
    }
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = static_cast<uInt>(room);
    const int code = ::inflate(&stream, Z_NO_FLUSH);
    at_end = code == Z_STREAM_END;
    return at_end ? Z_OK : code;
  }
};

BodyInflater::BodyInflater(Format format) : inner_(std::make_unique<Inner>()) {
  inner_->format = format;
}
BodyInflater::BodyInflater(BodyInflater&&) noexcept = default;
BodyInflater::~BodyInflater() = default;

BodyInflater::Status BodyInflater::feed(std::string_view in, std::string& out, size_t max_bytes) {
  if (in.empty()) return Status::kMore;
  Inner& inner = *inner_;
  if (!inner.begun && !inner.begin(static_cast<unsigned char>(in[0]))) return Status::kDamaged;
  inner.stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  inner.stream.avail_in = static_cast<uInt>(in.size());
  char piece[kPieceBytes];
  for (;;) {
    const int code = inner.step(piece, sizeof piece);
    if (code == Z_BUF_ERROR) return Status::kMore;
    if (code != Z_OK) return Status::kDamaged;
    const size_t made = sizeof piece - inner.stream.avail_out;
    if (out.size() + made > max_bytes) return Status::kTooLarge;
    out.append(piece, made);
    const bool may_hold_more = inner.stream.avail_out == 0 && !inner.at_end;
    if (inner.stream.avail_in == 0 && !may_hold_more) return Status::kMore;
  }
}

bool BodyInflater::at_end() const { return inner_->at_end; }

}  // namespace likely
