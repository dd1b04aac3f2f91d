#include "catalog/suggest.h"

#include <gtest/gtest.h>

#include "base/format.h"
#include "catalog/belonging.h"
#include "catalog/mapping_file.h"
#include "catalog/property_names.h"

namespace likely {
namespace {

// `count` events whose properties are `of(i)`.
template <typename Of>
SampledEvents events_of(const std::string& name, int count, Of of) {
  SampledEvents events{.name = name, .count = static_cast<uint64_t>(count) * 10};
  for (int i = 0; i < count; ++i) {
    events.samples.push_back(
        {static_cast<uint32_t>(i % 37), format("{{\"properties\":{{{}}}}}", of(i))});
  }
  return events;
}

std::string product(int i) {
  const int p = i % 20;
  return format(
      R"("product_id":"p{}","brand":"B{}","name":"Name {}","price":{}.5,"category":"C{}")", p,
      p % 4, p, p, p % 5);
}

std::string rule_text(const InteractionRule& rule) {
  std::string out = rule.event + (rule.goal == true ? "!" : "") +
                    (rule.effect == Effect::kRemoves ? " removes" : "") + " " +
                    (rule.query.empty() ? rule.key : "?" + rule.query);
  for (const auto& column : rule.columns) out += format("; {} {}", column.column, column.path);
  return rule.quantity.empty() ? out : out + "; x " + rule.quantity;
}

std::vector<std::string> rules_of(const std::vector<SampledEvents>& events) {
  const auto made = suggest(events);
  EXPECT_TRUE(made) << made.error().message;
  std::vector<std::string> out;
  for (const auto& rule : made->mapping.rules) out.push_back(rule_text(rule));
  const auto read = read_mapping(made->toml, "the proposal");
  EXPECT_TRUE(read) << read.error().message << made->toml;
  EXPECT_EQ(write_mapping_toml(*read), write_mapping_toml(made->mapping));
  return out;
}

using Rules = std::vector<std::string>;

TEST(Suggest, AShopOfTrackingCalls) {
  const auto rules = rules_of({
      events_of("Product Viewed", 300, [](int i) { return product(i) + R"(,"session_id":"s")"; }),
      events_of("Order Completed", 200,
                [](int i) {
                  return format(
                      R"("order_id":"o{}","category":"x","products":[{{{},"quantity":2}}])", i,
                      product(i));
                }),
      events_of("Product Removed", 50, product),
      events_of("Products Searched", 50, [](int) { return R"("query":"pens")"; }),
      events_of("Signed Up", 50, [](int) { return R"("plan":"pro")"; }),
  });
  const std::string at = "properties.", in = "properties.products.$.";
  const auto columns = [](const std::string& from) {
    return "; Brand " + from + "brand; Product Name " + from + "name; Price " + from +
           "price; Category " + from + "category";
  };
  EXPECT_EQ(rules,
            (Rules{"Order Completed! " + in + "product_id" + columns(in) + "; x " + in + "quantity",
                   "Product Viewed " + at + "product_id" + columns(at),
                   "Products Searched ?properties.query",
                   "Product Removed removes " + at + "product_id" + columns(at)}));
}

TEST(Suggest, FlatFilesWithTheirOwnNames) {
  const auto rules = rules_of({events_of("purchase", 500, [](int i) {
    const int p = i % 20;
    return format(
        R"("InvoiceNo":"{}","StockCode":"{}","Description":"Thing {}","Quantity":"{}","UnitPrice":"{}.25","Country":"{}","Material":"{}")",
        i, p, p, i % 9 == 0 ? -1 : 2, p, i % 3 == 0 ? "France" : "Spain",
        p % 3 == 0 ? "wood" : "tin");
  })});
  EXPECT_EQ(rules,
            (Rules{"purchase! properties.StockCode; Product Name properties.Description; Price "
                   "properties.UnitPrice; Material properties.Material; x properties.Quantity"}))
      << "the country is the customer's, not the product's";
}

TEST(Suggest, NamesBeforeIdsAndArraysOfIds) {
  EXPECT_EQ(rules_of({events_of("view", 100,
                                [](int i) {
                                  return format(R"("itemId":{},"category_id":{}{})", i % 9, i % 3,
                                                i % 4 ? R"(,"category_code":"a.b")" : "");
                                })}),
            (Rules{"view! properties.itemId; Category properties.category_code"}));
  EXPECT_EQ(
      rules_of({events_of("buy", 100,
                          [](int i) { return format(R"("skus":[],"items":[{{"sku":{}}}])", i); })}),
      (Rules{"buy! properties.items.$.sku"}));
}

TEST(Suggest, TheFinerIdAndNoIdsOfTheEventItself) {
  EXPECT_EQ(rules_of({events_of("play", 300,
                                [](int i) {
                                  return format(R"("artid":"a{}","traid":"t{}")", i % 10, i % 50);
                                }),
                      events_of("playlist_created", 300,
                                [](int i) { return format(R"("playlist_id":"{}")", i); })}),
            (Rules{"play! properties.traid"}));
}

TEST(Suggest, SevenAtMostAndTheRestIsNamed) {
  std::vector<SampledEvents> events;
  for (int i = 0; i < 9; ++i)
    events.push_back(events_of(format("Happening {}", i), 9 - i, product));
  events.push_back(events_of("Order Refunded", 3, product));
  const auto made = suggest(events);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->mapping.rules.size(), 7u);
  EXPECT_EQ(made->mapping.rules[0].event, "Order Refunded");
  EXPECT_EQ(made->left_out.size(), 3u);
  EXPECT_NE(made->toml.find("\"Happening 8\""), std::string::npos);
}

TEST(Suggest, EveryKindBeforeASecondOfOne) {
  std::vector<SampledEvents> events;
  for (const char* name : {"Order Completed", "Order Placed", "Product Added", "Added to Basket",
                           "Cart Updated", "Added to Bag", "Saved", "Product Viewed"}) {
    events.push_back(events_of(name, 20, product));
  }
  events.push_back(events_of("Promotion Viewed", 20, [](int i) {
    return format(R"("banner_id":"b{}","name":"Sale")", i % 3);
  }));
  const auto made = suggest(events);
  ASSERT_TRUE(made);
  std::string names;
  for (const auto& rule : made->mapping.rules) names += rule.event + "|";
  EXPECT_EQ(names,
            "Order Completed|Order Placed|Product Added|Added to Basket|Cart Updated|Saved|"
            "Product Viewed|");
  ASSERT_EQ(made->left_out.size(), 2u);
  EXPECT_EQ(made->left_out[0].event, "Promotion Viewed");
  EXPECT_NE(made->left_out[0].why.find("names other things"), std::string::npos);
}

TEST(Suggest, NothingNamesAProduct) {
  EXPECT_FALSE(suggest({}));
  const std::vector<SampledEvents> events{
      events_of("Signed Up", 9, [](int i) { return format(R"("user_id":{},"plan":"a")", i); })};
  const auto made = suggest(events);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kNotFound);
}

TEST(Belonging, TellsProductsFromPeople) {
  const std::vector<SampledEvents> events{events_of("E", 2000, [](int i) {
    return format(R"("id":{},"of_product":{},"of_person":{},"noise":{})", i % 50, i % 50 % 7,
                  i % 37 % 3, i * 7919 % 11);
  })};
  Mapping mapping;
  mapping.rules = {{.event = "E",
                    .key = "properties.id",
                    .columns = {{"a", "properties.of_product"},
                                {"b", "properties.of_person"},
                                {"c", "properties.noise"}}}};
  mapping.columns = columns_of(mapping.rules, {});
  const auto measured = measure_belonging(mapping, events);
  ASSERT_TRUE(measured);
  EXPECT_GT((*measured)[1].strength, 0.99);
  EXPECT_LT((*measured)[2].strength, 0.1);
  EXPECT_LT((*measured)[3].strength, 0.1);
  EXPECT_GT((*measured)[1].pairs, 1000u);
}

TEST(PropertyNames, KeysByFitness) {
  for (const char* name : {"product_id", "productId", "sku", "itemid", "contentId", "StockCode",
                           "ASIN", "movieId", "id", "recipe_code", "title"}) {
    EXPECT_GT(key_fitness(name), 0) << name;
  }
  for (const char* name : {"user_id", "customerid", "session_id", "order_id", "InvoiceNo",
                           "category_id", "price", "brandId", "transaction_id", "paid", ""}) {
    EXPECT_EQ(key_fitness(name), 0) << name;
  }
  EXPECT_GT(key_fitness("product_id"), key_fitness("sku"));
  EXPECT_GT(key_fitness("sku"), key_fitness("id"));
  EXPECT_GT(key_fitness("id"), key_fitness("name"));
  EXPECT_EQ(column_name("brand_type"), "Brand Type");
  EXPECT_EQ(column_name("productGroup"), "Product Group");
}

}  // namespace
}  // namespace likely
