#pragma once

#include <span>
#include <string>
#include <string_view>

#include "generator/assortment.h"
#include "generator/deed.h"

namespace likely {

// Writes the deeds of the store's customers as tracking calls in the shape of the ecommerce spec.
class StoreLines {
 public:
  StoreLines(const Assortment& assortment, const Almanac& almanac, uint64_t seed)
      : shop_(assortment), almanac_(almanac), seed_(seed) {}

  // One call; the view lives until the next one.
  std::string_view line(const Deed& deed, std::span<const OrderLine> order_lines);

 private:
  void append_product(const Deed& deed);
  void append_price(const Assortment::Product& product, TimeUs at);
  void append_order(const Deed& deed, std::span<const OrderLine> order_lines);
  int price_at(const Assortment::Product& product, TimeUs at) const;

  const Assortment& shop_;
  const Almanac& almanac_;
  const uint64_t seed_;
  std::string out_;
};

}  // namespace likely
