#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/format.h"

namespace likely {

// How ids of audiences and of traits begin.
inline constexpr std::string_view kAudienceIds = "aud", kTraitIds = "trt";

// How others name a thing for good, like its key: "aud_7".
inline std::string public_id(std::string_view begins, int64_t id) {
  return format("{}_{}", begins, id);
}

// The record of that public id, key or name; null when there is none. An id is never taken for
// another one's name.
template <typename Record>
const Record* find_named(const std::vector<Record>& records, std::string_view begins,
                         std::string_view name) {
  for (const Record& record : records) {
    if (public_id(begins, record.id) == name) return &record;
  }
  for (const Record& record : records) {
    if (record.name == name || record.key == name) return &record;
  }
  return nullptr;
}

}  // namespace likely
