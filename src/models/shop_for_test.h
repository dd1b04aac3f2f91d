#pragma once

#include "base/rng.h"
#include "domain/interactions.h"

namespace likely {

// A small shop with tastes: a profile likes one of four groups of products, comes back every few
// days, views and sometimes buys. Rows come sorted as Interactions promises.
inline Interactions make_shop(size_t profiles, int days, uint64_t seed = 1) {
  constexpr size_t kProducts = 40, kGroups = 4;
  Interactions shop;
  shop.rules = {{"Product Viewed", false, false, false}, {"Order Completed", true, false, false}};
  shop.texts.resize(2);
  shop.texts[0].name = "Product";
  shop.texts[1].name = "Category";
  for (size_t v = 0; v < kProducts; ++v) {
    shop.texts[0].values.push_back("p" + std::to_string(100 + v));
  }
  shop.texts[1].values = {"Binders", "Glue", "Paper", "Pens"};
  shop.numbers.push_back({"Price", {}, {}});
  const TimeUs start = 19'000 * kDayUs;
  for (uint32_t p = 0; p < profiles; ++p) {
    Rng rng(mix64(seed, p));
    shop.profiles.push_back(p * 3 + 7);  // numbers need not be dense
    const size_t taste = rng.below(kGroups);
    const double pace = 2 + 12 * rng.uniform();
    for (double day = pace * rng.uniform(); day < days; day += pace * (0.5 + rng.uniform())) {
      const size_t group = rng.uniform() < 0.8 ? taste : rng.below(kGroups);
      const auto product = static_cast<uint32_t>(group + kGroups * rng.below(kProducts / kGroups));
      const TimeUs at = start + static_cast<TimeUs>(day * static_cast<double>(kDayUs));
      const int steps = rng.uniform() < 0.4 ? 2 : 1;
      for (int step = 0; step < steps; ++step) {
        shop.profile.push_back(p);
        shop.at.push_back(at + step * kSecondUs);
        shop.rule.push_back(static_cast<uint8_t>(step));
        shop.effect.push_back(1);
        shop.quantity.push_back(1);
        shop.texts[0].code.push_back(product);
        shop.texts[1].code.push_back(static_cast<uint32_t>(group));
        shop.numbers[0].value.push_back(static_cast<float>(1 + product));
      }
    }
  }
  shop.last_event = start + days * kDayUs;
  return shop;
}

}  // namespace likely
