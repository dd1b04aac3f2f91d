#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "generator/deed.h"
#include "generator/generator.h"

namespace likely {

// A made-up business: what its people do, and how that is written. One thread.
class Site {
 public:
  virtual ~Site() = default;
  // Appends everything that person does. Depends on nothing but the seed, the sizes, the number.
  virtual void live(uint64_t person, std::vector<Deed>& deeds,
                    std::vector<OrderLine>& order_lines) const = 0;
  // The call of one deed as JSON; the view lives until the next one.
  virtual std::string_view line(const Deed& deed, std::span<const OrderLine> order_lines) = 0;
  // Gives the item feed to `item` and counts it in `counts`.
  virtual Result<void> feed(const GeneratorSink& sink, Generated& counts) const = 0;
};

std::unique_ptr<Site> make_store(const GeneratorOptions& options, Almanac almanac);
std::unique_ptr<Site> make_content_site(const GeneratorOptions& options, Almanac almanac);

}  // namespace likely
