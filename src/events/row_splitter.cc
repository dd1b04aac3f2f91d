#include "events/row_splitter.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/format.h"
#include "events/reading.h"

namespace likely {

void RowSplitter::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (skipping_) {
      skip(bytes);
      continue;
    }
    const std::string_view part = bytes.substr(0, max_row_bytes_);
    bytes.remove_prefix(part.size());
    block_.text += part;
    scan();
    check_length();
  }
}

void RowSplitter::finish() {
  while (!skipping_ && quoted_ && fall_back_to_line()) scan();
  if (skipping_) {
    end_skipping();
  } else if (row_begin_ < block_.text.size()) {
    end_row(block_.text.size());
  }
}

RowBlock RowSplitter::take() {
  RowBlock taken = std::exchange(block_, {});
  block_.text = taken.text.substr(row_begin_);
  taken.text.resize(row_begin_);
  scanned_ -= row_begin_;
  row_begin_ = 0;
  return taken;
}

void RowSplitter::scan() {
  if (delimiter_ == kNoDelimiter) {
    scan_lines();
  } else {
    scan_quoted();
  }
}

void RowSplitter::scan_lines() {
  const char* data = block_.text.data();
  const size_t size = block_.text.size();
  while (scanned_ < size) {
    const void* found = std::memchr(data + scanned_, '\n', size - scanned_);
    if (found == nullptr) break;
    end_row(static_cast<size_t>(static_cast<const char*>(found) - data) + 1);
  }
  scanned_ = size;
}

void RowSplitter::scan_quoted() {
  for (; scanned_ < block_.text.size(); ++scanned_) {
    const char c = block_.text[scanned_];
    if (quoted_) {
      if (c != '"') continue;
      quoted_ = false;
      quote_closed_ = true;
    } else if (c == '"' && (field_begins_ || quote_closed_)) {
      quoted_ = true;  // opens a field, or the second of a doubled quote
      field_begins_ = quote_closed_ = false;
    } else if (c == '\n') {
      end_row(scanned_ + 1);
      --scanned_;
    } else {
      field_begins_ = c == delimiter_;
      quote_closed_ = false;
    }
  }
}

void RowSplitter::end_row(size_t end) {
  block_.rows.push_back({static_cast<uint32_t>(row_begin_), static_cast<uint32_t>(end), line_});
  const auto begin = block_.text.begin() + static_cast<std::ptrdiff_t>(row_begin_);
  line_ += static_cast<uint64_t>(
      std::count(begin, block_.text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
  begin_row(end);
}

void RowSplitter::begin_row(size_t begin) {
  row_begin_ = scanned_ = begin;
  quoted_ = quote_closed_ = false;
  field_begins_ = true;
}

// Ends the row at its first line break, though a quote is open there; false when it has none.
bool RowSplitter::fall_back_to_line() {
  const size_t line_end = block_.text.find('\n', row_begin_);
  if (line_end == std::string::npos) return false;
  end_row(line_end + 1);
  return true;
}

void RowSplitter::check_length() {
  while (block_.text.size() - row_begin_ > max_row_bytes_) {
    if (quoted_ && fall_back_to_line()) {
      scan();
      continue;
    }
    skipping_ = true;
    skipped_head_ = block_.text.substr(row_begin_, kMaxEventBytes);
    skipped_bytes_ = block_.text.size() - row_begin_;
    block_.text.resize(row_begin_);
    begin_row(row_begin_);
  }
}

void RowSplitter::skip(std::string_view& bytes) {
  const size_t line_end = bytes.find('\n');
  const size_t count = line_end == std::string_view::npos ? bytes.size() : line_end + 1;
  skipped_bytes_ += count;
  bytes.remove_prefix(count);
  if (line_end == std::string_view::npos) return;
  end_skipping();
  ++line_;
}

void RowSplitter::end_skipping() {
  Discard discard = refuse(DiscardReason::kEventTooLarge,
                           format("a row of {} bytes; an event may have {}, a batch {}",
                                  skipped_bytes_, kMaxEventBytes, kMaxBatchBytes),
                           skipped_head_, line_);
  discard.id.lo ^= mix64(skipped_bytes_);
  block_.discards.push_back(std::move(discard));
  skipping_ = false;
  skipped_head_.clear();
}

}  // namespace likely
