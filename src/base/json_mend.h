#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace likely {

// What a JSON parser refuses although it is plain what was meant, put right: half of a surrogate
// pair (text cut within an emoji) becomes U+FFFD, an integer beyond 64 bits a number with an
// exponent. All else stays as it is, also what is no JSON. One pass.
std::string mend_json(std::string_view text);

// An object taken apart at one of its members, an array.
struct SplitArray {
  std::vector<std::string_view> elements;  // parts of the text, without the spaces around them
  std::string rest;                        // the object, its array empty
};
// Goes by strings and brackets alone, so that an element that is no JSON spoils no other. Nothing
// when `text` is no object with such an array, or its brackets do not add up. One pass.
std::optional<SplitArray> split_array(std::string_view text, std::string_view member);

}  // namespace likely
