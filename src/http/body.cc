#include "http/body.h"

#include <algorithm>

namespace likely::http {

namespace {

// Compressed bytes may be a little longer than what they stand for.
size_t most_wire_bytes(size_t max_bytes) { return max_bytes + max_bytes / 16 + 1'024; }

}  // namespace

std::expected<BodyReader, HeadError> BodyReader::make(const Head& head, size_t max_bytes) {
  BodyReader reader;
  reader.is_chunked_ = head.is_chunked;
  reader.left_ = head.content_length.value_or(0);
  reader.max_bytes_ = max_bytes;
  if (reader.left_ > most_wire_bytes(max_bytes)) {
    return std::unexpected(HeadError{413, "the body is too large"});
  }
  if (head.headers.count("content-encoding") > 1) {
    return std::unexpected(HeadError{415, "of content codings one at a time is read"});
  }
  const std::string_view coding = head.headers.find("content-encoding").value_or("identity");
  if (is_same_word(coding, "gzip") || is_same_word(coding, "x-gzip")) {
    reader.inflater_.emplace(BodyInflater::Format::kGzip);
  } else if (is_same_word(coding, "deflate")) {
    reader.inflater_.emplace(BodyInflater::Format::kDeflate);
  } else if (!is_same_word(coding, "identity") && !coding.empty()) {
    return std::unexpected(HeadError{415, "of content codings only gzip and deflate are read"});
  }
  return reader;
}

BodyReader::Status BodyReader::read(std::string_view& in) {
  bool is_end = false;
  Status status = Status::kMore;
  if (is_chunked_) {
    piece_.clear();
    const auto read = chunks_.read(in, piece_);
    if (read == ChunkReader::Status::kBad) return Status::kBad;
    is_end = read == ChunkReader::Status::kEnd;
    status = take(piece_);
  } else {
    const size_t count = static_cast<size_t>(std::min<uint64_t>(left_, in.size()));
    left_ -= count;
    is_end = left_ == 0;
    status = take(in.substr(0, count));
    in.remove_prefix(count);
  }
  if (status != Status::kMore || !is_end) return status;
  const bool is_cut = inflater_ && wire_bytes_ > 0 && !inflater_->at_end();
  return is_cut ? Status::kBad : Status::kEnd;
}

BodyReader::Status BodyReader::take(std::string_view content) {
  wire_bytes_ += content.size();
  if (wire_bytes_ > most_wire_bytes(max_bytes_)) return Status::kTooLarge;
  if (inflater_) {
    switch (inflater_->feed(content, body_, max_bytes_)) {
      case BodyInflater::Status::kDamaged:
        return Status::kBad;
      case BodyInflater::Status::kTooLarge:
        return Status::kTooLarge;
      case BodyInflater::Status::kMore:
        return Status::kMore;
    }
  }
  if (body_.size() + content.size() > max_bytes_) return Status::kTooLarge;
  body_.append(content);
  return Status::kMore;
}

}  // namespace likely::http
