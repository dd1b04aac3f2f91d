#include "main/page_files.h"

#include <cstdint>

// From ui/embed.mjs: the bytes, and the table below.
#include "page_files.inc"

namespace likely {

std::span<const http::PageFile> page_files() {
  static const auto files = [] {
    std::array<http::PageFile, std::size(kEmbedded)> table;
    for (size_t i = 0; i < table.size(); ++i) {
      const Embedded& file = kEmbedded[i];
      table[i] = {.path = file.path,
                  .content_type = file.content_type,
                  .gzip = {file.begin, static_cast<size_t>(file.end - file.begin)}};
    }
    return table;
  }();
  return files;
}

}  // namespace likely
