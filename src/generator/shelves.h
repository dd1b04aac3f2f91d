#pragma once

#include <span>
#include <string_view>

#include "generator/seasons.h"

namespace likely {

// One kind of thing that the made-up stationery store sells, as its table states it.
struct Shelf {
  std::string_view name;      // the category
  std::string_view noun;      // in product names
  std::string_view search;    // what people type
  std::string_view variants;  // separated by '|'
  int price_cents;            // in the middle
  int share;                  // of the products
  int cycle_days;             // used up after about so long; 0: lasts
  Season season;
  // Digits 0 … 9, how much each crowd wants it: office, student, parent, artist, teacher,
  // journaler, home office, giver.
  std::string_view pull;
  std::string_view companions;  // categories bought along with it, separated by '|'
};

std::span<const Shelf> shelves();
std::span<const std::string_view> brand_names();
std::span<const std::string_view> series_names();

// The brand that only the item feed announces, and the categories it comes in.
inline constexpr std::string_view kNewBrand = "Fernway";
inline constexpr std::string_view kNewSeries = "Trail";
std::span<const std::string_view> new_line_categories();

// Names that are valid and hostile: quotes, commas, emoji, a formula. Each replaces the name of the
// first product of its category.
struct AwkwardName {
  std::string_view category;
  std::string_view name;
};
std::span<const AwkwardName> awkward_names();

}  // namespace likely
