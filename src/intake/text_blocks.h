#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/result.h"
#include "events/row_splitter.h"
#include "store/input_stream.h"

namespace likely {

// Whole rows of a text file, in blocks of about a MiB. When the file ends in an error (cut short),
// the whole rows before it come first. One thread.
class TextBlocks {
 public:
  TextBlocks(InputStream stream, char delimiter, size_t max_row_bytes)
      : stream_(std::move(stream)), splitter_(delimiter, max_row_bytes) {}

  // The next block; nothing at the end.
  Result<std::optional<RowBlock>> next();
  const InputStream& stream() const { return stream_; }

 private:
  InputStream stream_;
  RowSplitter splitter_;
  std::string piece_;
  bool begun_ = false, ended_ = false;
  std::optional<Error> error_;
};

// The first line of a stream, without taking it, for its delimiter and columns; its length is
// limited by what peek() gives. Without the byte order mark.
Result<std::string> peek_line(InputStream& stream);

// Removes a UTF-8 byte order mark.
void remove_mark(std::string& head);

}  // namespace likely
