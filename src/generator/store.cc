#include "generator/assortment.h"
#include "generator/shopper.h"
#include "generator/site.h"
#include "generator/store_lines.h"

namespace likely {

namespace {

class Store : public Site {
 public:
  Store(const GeneratorOptions& options, Almanac almanac)
      : seed_(options.seed),
        almanac_(std::move(almanac)),
        assortment_(
            build_assortment(options.seed, options.items, static_cast<int>(almanac_.days.size()))),
        lines_(assortment_, almanac_, options.seed) {}

  void live(uint64_t person, std::vector<Deed>& deeds,
            std::vector<OrderLine>& order_lines) const override {
    Shopper(assortment_, almanac_, seed_, person).live(deeds, order_lines);
  }

  std::string_view line(const Deed& deed, std::span<const OrderLine> order_lines) override {
    return lines_.line(deed, order_lines);
  }

  Result<void> feed(const GeneratorSink& sink, Generated& counts) const override {
    TRY(sink.item(feed_header()));
    const auto days = static_cast<int>(almanac_.days.size());
    for (const auto& product : assortment_.products) {
      if (product.last_day < days) continue;  // no longer sold
      TRY(sink.item(feed_line(assortment_, product)));
      ++counts.items;
      if (product.announced) ++counts.announced;
    }
    return {};
  }

 private:
  const uint64_t seed_;
  const Almanac almanac_;
  const Assortment assortment_;
  StoreLines lines_;
};

}  // namespace

std::unique_ptr<Site> make_store(const GeneratorOptions& options, Almanac almanac) {
  return std::make_unique<Store>(options, std::move(almanac));
}

}  // namespace likely
