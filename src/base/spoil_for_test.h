#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/rng.h"

namespace likely {

// A text as it may arrive after an accident: one to four places where bits flip, bytes go missing,
// come twice, change places or turn into others that matter to parsers. For tests that nothing
// crashes on it.
inline std::string spoiled(std::string_view text, Rng& rng) {
  constexpr std::string_view kAwkward[] = {
      "\"",    "\\",  "{",    "}",    "[",  "]",    ":",    ",",      "\n",      "\r",
      "\t",    ";",   "=",    "'",    "#",  "$",    ".",    "-",      "0",       "1e99",
      "1e400", "NaN", "null", "true", "\0", "\xff", "\xc3", "\u2028", "\\u0000", "\\ud800"};
  std::string out(text);
  for (uint64_t edits = 1 + rng.below(4); edits > 0; --edits) {
    const size_t at = rng.below(out.size() + 1);
    const size_t count =
        std::min(out.size() - at, size_t{1} + rng.below(rng.below(4) == 0 ? 200 : 8));
    switch (rng.below(6)) {
      case 0:
        if (at < out.size()) out[at] = static_cast<char>(out[at] ^ (1 << rng.below(8)));
        break;
      case 1:
        out.erase(at, count);
        break;
      case 2:
        out.insert(at, out.substr(at, count));
        break;
      case 3:
        out.insert(at, kAwkward[rng.below(std::size(kAwkward))]);
        break;
      case 4:
        out.replace(at, count, kAwkward[rng.below(std::size(kAwkward))]);
        break;
      case 5:
        out.insert(rng.below(out.size() + 1), out.substr(at, count));
        break;
    }
  }
  return out;
}

}  // namespace likely
