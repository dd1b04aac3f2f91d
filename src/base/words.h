#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace likely {

// The words of a name in small letters: "Product Added", "product_added", "productAdded" all give
// {product, added}. Digits are words of their own when letters surround them.
std::vector<std::string> words_of(std::string_view name);

// The letters and digits of a name in small letters: "Product ID" → "productid". Bytes above 127
// stay.
std::string squash(std::string_view name);

// What two spellings of one value have in common: small letters, no outer spaces, inner ones
// single.
std::string normalise(std::string_view value);

// The names that are likely meant by `typed`, the nearest first, at most `count`.
std::vector<std::string> nearest_names(std::string_view typed, std::span<const std::string> names,
                                       size_t count);

}  // namespace likely
