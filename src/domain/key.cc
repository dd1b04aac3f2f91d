#include "domain/key.h"

namespace likely {

std::string key_of_name(std::string_view name) {
  std::string key;
  bool gap = false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || byte >= 0x80;
    if (!kept) {
      gap = !key.empty();
      continue;
    }
    if (gap) key.push_back('_');
    gap = false;
    key.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return key;
}

}  // namespace likely
