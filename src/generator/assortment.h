#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generator/seasons.h"

namespace likely {

// Hidden kinds of people; no property of any event or item says which one somebody is.
enum class Crowd : uint8_t {
  kOffice,
  kStudent,
  kParent,
  kArtist,
  kTeacher,
  kJournaler,
  kHomeOffice,
  kGiver,
};
inline constexpr size_t kCrowds = 8;

// The shelves of the made-up stationery store. Immutable once built.
struct Assortment {
  struct Category {
    std::string_view name;    // "Binders"
    std::string_view search;  // what people type: "ring binder"
    double pull[kCrowds];     // hidden: how much each crowd wants it
    int cycle_days;           // a consumable is used up after about so long; 0: lasts
    Season season;
    std::vector<uint32_t> products;    // those that events may mention
    std::vector<uint32_t> companions;  // categories often bought along with it
  };
  struct Brand {
    std::string_view name;
    double tier;           // -1 cheap … 1 dear
    double pull[kCrowds];  // hidden
  };
  struct Product {
    std::string id;
    std::string name;
    std::string variant;
    uint32_t brand;
    uint32_t category;
    int price_cents;
    int level;       // 0 … 4: cheap to dear within its category
    double appeal;   // hidden: popularity, a long tail
    int launch_day;  // first and last day it can be met; negative: before the history
    int last_day;
    bool announced;    // the new line: only the item feed knows it
    std::string json;  // its fixed properties, without braces: "product_id":…,"variant":…
  };

  std::vector<Category> categories;
  std::vector<Brand> brands;
  std::vector<Product> products;

  uint32_t category_of(std::string_view name) const;  // REQUIRES: such a category exists
};
inline constexpr int kPriceLevels = 5;

// Builds the shelves: `products` that events may mention over a history of `days`, and the new line
// (a new brand in old categories) on top of them.
Assortment build_assortment(uint64_t seed, uint32_t products, int days);

// The price on a day: some weeks a brand is on sale.
int price_on(const Assortment::Product& product, int day);

// The item feed of what can be bought at the end of the history: its header and one product's line.
std::string_view feed_header();
std::string feed_line(const Assortment& assortment, const Assortment::Product& product);

// A cell as RFC 4180 wants it: quoted if it holds a comma, a quote or a line break.
void append_csv_cell(std::string& out, std::string_view text);

}  // namespace likely
