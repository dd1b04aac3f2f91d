#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace likely {

// What a made-up content site publishes over a history. Immutable once built.
struct Newsroom {
  struct Article {
    std::string id;
    std::string title;
    std::string_view section;
    std::string_view author;
    std::string_view tags[3];
    uint32_t topic;    // hidden; tags only hint at it
    uint32_t writer;   // index of the author
    double appeal;     // hidden: a long tail
    TimeUs at;         // published
    std::string json;  // its properties without braces
  };
  std::vector<Article> articles;  // by time of publication; the last `planned` are after the end
  uint32_t planned = 0;
  std::vector<uint32_t> first_of_day;  // day → the first article published on it or later
};

inline constexpr uint32_t kTopics = 24;
inline constexpr uint32_t kAuthors = 40;

// `count` articles spread over `days` from first_day, and a dozen planned for the days after.
Newsroom build_newsroom(uint64_t seed, uint32_t count, TimeUs first_day, int days);

}  // namespace likely
