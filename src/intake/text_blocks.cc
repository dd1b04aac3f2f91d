#include "intake/text_blocks.h"

namespace likely {

namespace {
constexpr size_t kBlockBytes = 1 << 20;
}  // namespace

Result<std::optional<RowBlock>> TextBlocks::next() {
  while (!ended_ && splitter_.buffered_bytes() < kBlockBytes) {
    auto read = stream_.read(piece_);
    if (!read) {
      error_ = std::move(read).error();
      ended_ = true;
    } else if (piece_.empty()) {
      splitter_.finish();
      ended_ = true;
    } else {
      if (!std::exchange(begun_, true)) remove_mark(piece_);
      splitter_.feed(piece_);
    }
  }
  RowBlock block = splitter_.take();
  if (!block.rows.empty() || !block.discards.empty() || !ended_) return block;
  if (error_) return std::unexpected(*std::exchange(error_, std::nullopt));
  return std::nullopt;
}

Result<std::string> peek_line(InputStream& stream) {
  ASSIGN(const std::string* head, stream.peek());
  std::string line = head->substr(0, head->find('\n'));
  remove_mark(line);
  return line;
}

void remove_mark(std::string& head) {
  if (head.starts_with("\xef\xbb\xbf")) head.erase(0, 3);
}

}  // namespace likely
