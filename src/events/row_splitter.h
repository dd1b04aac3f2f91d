#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/event.h"

namespace likely {

// Whole rows of a text file: row i is the text from rows[i].begin to rows[i].end, with its line
// end. `line`: where it begins in the file, from 1. Rows too long to be kept are in `discards`.
struct RowBlock {
  struct Row {
    uint32_t begin;
    uint32_t end;
    uint64_t line;
  };
  std::string text;
  std::vector<Row> rows;
  std::vector<Discard> discards;
  std::string_view row(size_t i) const {
    return std::string_view(text).substr(rows[i].begin, rows[i].end - rows[i].begin);
  }
};

// Cuts a stream of bytes into rows, in memory bounded by the longest row allowed: what is longer
// is skipped and becomes a discard. With a delimiter it follows the quotes of CSV, so that a row
// may hold line breaks; a quote that is never closed costs its own line only.
class RowSplitter {
 public:
  static constexpr char kNoDelimiter = '\0';
  RowSplitter(char delimiter, size_t max_row_bytes)
      : delimiter_(delimiter), max_row_bytes_(max_row_bytes) {}

  void feed(std::string_view bytes);
  // After the last feed: the rest is the last row.
  void finish();
  // The rows that are whole by now.
  RowBlock take();
  size_t buffered_bytes() const { return block_.text.size(); }

 private:
  void scan();
  void scan_lines();
  void scan_quoted();
  void end_row(size_t end);
  void begin_row(size_t begin);
  bool fall_back_to_line();
  void check_length();
  void skip(std::string_view& bytes);
  void end_skipping();

  char delimiter_;
  size_t max_row_bytes_;
  RowBlock block_;  // its text goes on behind the last whole row
  size_t row_begin_ = 0, scanned_ = 0;
  uint64_t line_ = 1;  // of row_begin_
  bool quoted_ = false, field_begins_ = true, quote_closed_ = false;
  bool skipping_ = false;
  uint64_t skipped_bytes_ = 0;
  std::string skipped_head_;
};

}  // namespace likely
