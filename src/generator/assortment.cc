#include "generator/assortment.h"

#include <algorithm>

#include "base/check.h"
#include "base/format.h"
#include "base/hash.h"
#include "base/json_view.h"
#include "generator/chance.h"
#include "generator/shelves.h"

namespace likely {

namespace {

// Digit of a shelf's table → weight: each step is about half as much again.
constexpr double kDigitWeight[] = {0.02, 0.08, 0.2, 0.4, 0.7, 1.1, 1.7, 2.5, 4.0, 6.5};

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t bar = text.find('|');
    parts.push_back(text.substr(0, bar));
    if (bar == std::string_view::npos) return parts;
    text.remove_prefix(bar + 1);
  }
}

void add_brands(Assortment& made, Chance& chance) {
  for (const std::string_view name : brand_names()) {
    Assortment::Brand brand{name, chance.uniform() * 2 - 1, {}};
    if (name == "ValueLine") brand.tier = -1;
    for (double& pull : brand.pull) pull = chance.around_one(0.6);
    made.brands.push_back(brand);
  }
  made.brands.push_back({kNewBrand, 0.2, {}});
}

void add_categories(Assortment& made) {
  for (const Shelf& shelf : shelves()) {
    Assortment::Category category{shelf.name,   shelf.search, {}, shelf.cycle_days,
                                  shelf.season, {},           {}};
    for (size_t crowd = 0; crowd < kCrowds; ++crowd) {
      category.pull[crowd] = kDigitWeight[shelf.pull[crowd] - '0'];
    }
    made.categories.push_back(std::move(category));
  }
  for (size_t i = 0; i < shelves().size(); ++i) {
    for (const std::string_view name : split(shelves()[i].companions)) {
      made.categories[i].companions.push_back(made.category_of(name));
    }
  }
}

// A price that looks like one: …9 cents below a pound, more roughly above it.
int shop_price(double cents) {
  const int rounded = static_cast<int>(cents);
  return rounded < 1000 ? std::max(rounded / 10 * 10 + 9, 49) : rounded / 100 * 100 + 90;
}

std::string product_id(uint64_t seed, size_t number) {
  return format("ST-{:04}-{:02}", 1000 + number, mix64(seed, number) % 100);
}

// Its fixed properties and its level, once name, brand, category and price are there.
void finish(Assortment& made, Assortment::Product& product, double level) {
  product.level =
      std::clamp(static_cast<int>((level + 1) * 0.5 * kPriceLevels), 0, kPriceLevels - 1);
  std::string& json = product.json;
  json = "\"product_id\":";
  append_json_string(json, product.id);
  json += ",\"name\":";
  append_json_string(json, product.name);
  json += ",\"brand\":";
  append_json_string(json, made.brands[product.brand].name);
  json += ",\"category\":";
  append_json_string(json, made.categories[product.category].name);
}

Assortment::Product make_product(Assortment& made, uint64_t seed, uint32_t category, uint32_t brand,
                                 std::string_view series, Chance& chance) {
  const Shelf& shelf = shelves()[category];
  const auto variants = split(shelf.variants);
  Assortment::Product product{};
  product.id = product_id(seed, made.products.size());
  product.brand = brand;
  product.category = category;
  product.variant = variants[chance.below(static_cast<uint32_t>(variants.size()))];
  product.name =
      format("{} {} {}, {}", made.brands[brand].name, series, shelf.noun, product.variant);
  const double level =
      std::clamp(0.6 * made.brands[brand].tier + 0.4 * chance.normal(), -0.999, 0.999);
  product.price_cents = shop_price(shelf.price_cents * exp_of(0.7 * level));
  finish(made, product, level);
  return product;
}

void add_category_products(Assortment& made, uint64_t seed, uint32_t category, uint32_t count,
                           int days, Chance& chance) {
  // A category is made by 4 to 9 of the brands, the first of them strongest.
  std::vector<uint32_t> makers;
  const uint32_t wanted = std::min<uint32_t>(4 + chance.below(6), std::max<uint32_t>(1, count));
  while (makers.size() < wanted) {
    const uint32_t brand = chance.below(static_cast<uint32_t>(brand_names().size()));
    if (std::ranges::find(makers, brand) == makers.end()) makers.push_back(brand);
  }
  std::vector<double> strength;
  for (size_t i = 0; i < makers.size(); ++i)
    strength.push_back(1.0 / (1.0 + static_cast<double>(i)));
  const auto series = series_names();
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t brand = makers[chance.pick(strength)];
    auto product = make_product(made, seed, category, brand,
                                series[chance.below(static_cast<uint32_t>(series.size()))], chance);
    product.appeal = chance.around_one(0.5) / (1.5 + i);  // a long tail within each category
    product.launch_day = chance.happens(0.16) ? static_cast<int>(chance.below(days)) : -1000;
    product.last_day = chance.happens(0.05) ? static_cast<int>(chance.below(days)) : days + 1000;
    if (i < 2) product.launch_day = -1000, product.last_day = days + 1000;
    made.categories[category].products.push_back(static_cast<uint32_t>(made.products.size()));
    made.products.push_back(std::move(product));
  }
}

// The new line: known to the item feed alone.
void announce_new_line(Assortment& made, uint64_t seed, int days, Chance& chance) {
  const auto brand = static_cast<uint32_t>(made.brands.size() - 1);
  for (const std::string_view name : new_line_categories()) {
    const uint32_t category = made.category_of(name);
    const auto variants = split(shelves()[category].variants);
    for (size_t i = 0; i < std::min<size_t>(variants.size(), 4); ++i) {
      auto product = make_product(made, seed, category, brand, kNewSeries, chance);
      product.variant = variants[i];
      product.name =
          format("{} {} {}, {}", kNewBrand, kNewSeries, shelves()[category].noun, product.variant);
      product.announced = true;
      product.launch_day = days;
      product.last_day = days + 1000;
      finish(made, product, 0.2);
      made.products.push_back(std::move(product));
    }
  }
}

void give_awkward_names(Assortment& made) {
  for (const AwkwardName& awkward : awkward_names()) {
    const auto& products = made.categories[made.category_of(awkward.category)].products;
    if (products.empty()) continue;
    Assortment::Product& product = made.products[products.front()];
    product.name = awkward.name;
    finish(made, product, (product.level + 0.5) * 2 / kPriceLevels - 1);
  }
}

}  // namespace

uint32_t Assortment::category_of(std::string_view name) const {
  for (uint32_t i = 0; i < categories.size(); ++i) {
    if (categories[i].name == name) return i;
  }
  CHECK(false && "no such category");
  return 0;
}

Assortment build_assortment(uint64_t seed, uint32_t products, int days) {
  Chance chance(mix64(seed, 0x5e1f));
  Assortment made;
  add_brands(made, chance);
  add_categories(made);
  uint32_t shares = 0;
  for (const Shelf& shelf : shelves()) shares += static_cast<uint32_t>(shelf.share);
  uint64_t before = 0;
  for (uint32_t i = 0; i < made.categories.size(); ++i) {
    const uint64_t after = before + static_cast<uint64_t>(shelves()[i].share);
    const auto count =
        static_cast<uint32_t>(after * products / shares - before * products / shares);
    add_category_products(made, seed, i, count, days, chance);
    before = after;
  }
  announce_new_line(made, seed, days, chance);
  give_awkward_names(made);
  return made;
}

int price_on(const Assortment::Product& product, int day) {
  const bool sale = mix64(product.brand * 1009 + static_cast<uint64_t>(day / 7), 77) % 16 == 0;
  return sale ? product.price_cents * 85 / 100 : product.price_cents;
}

std::string_view feed_header() {
  return "product_id,name,brand,category,price,stock,image_url,url";
}

void append_csv_cell(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string feed_line(const Assortment& assortment, const Assortment::Product& product) {
  std::string line = product.id;
  for (const std::string_view cell :
       {std::string_view(product.name), assortment.brands[product.brand].name,
        assortment.categories[product.category].name}) {
    line += ',';
    append_csv_cell(line, cell);
  }
  const uint64_t stock = mix64(product.price_cents, product.brand) % 12 * 17;
  line +=
      format(",{}.{:02},{},https://img.stationery.example/{}.jpg,https://stationery.example/p/{}",
             product.price_cents / 100, product.price_cents % 100, stock, product.id, product.id);
  return line;
}

}  // namespace likely
