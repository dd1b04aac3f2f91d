#include "catalog/derive.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/format.h"
#include "catalog/mapping_file.h"

namespace likely {
namespace {

Deriver deriver_of(const std::string& toml) {
  const auto mapping = read_mapping(toml, "test");
  EXPECT_TRUE(mapping) << mapping.error().message;
  auto deriver = Deriver::create(*mapping);
  EXPECT_TRUE(deriver) << deriver.error().message;
  return std::move(*deriver);
}

std::string shown(const DerivedBatch::Text& text, size_t row) {
  return text.code[row] == kNoValue ? "-" : std::string(text.values.text(text.code[row]));
}

// One row a line: element, texts, numbers, effect and quantity.
std::string rows_of(const Deriver& deriver, std::string_view name, std::string_view body) {
  const StoredEvent event{.id = 9, .profile = 4, .at = 77, .name = name, .body = body};
  const auto batches = deriver.derive({&event, 1}, 1);
  const DerivedBatch& batch = batches.at(0);
  std::string out;
  for (size_t row = 0; row < batch.size(); ++row) {
    EXPECT_EQ(batch.profile[row], 4u);
    EXPECT_EQ(batch.at[row], 77);
    EXPECT_EQ(batch.id[row], 9u);
    if (!out.empty()) out += "; ";
    out += format("{}:", batch.element[row]);
    for (const auto& text : batch.texts) out += " " + shown(text, row);
    for (const auto& number : batch.numbers) {
      out += std::isnan(number[row]) ? " -" : format(" {}", number[row]);
    }
    if (batch.query.code[row] != kNoValue) out += " ?" + shown(batch.query, row);
    if (batch.effect[row] < 0) out += " removes";
    if (batch.quantity[row] != 1) out += format(" x{}", batch.quantity[row]);
  }
  return out;
}

constexpr const char* kMapping = R"(
[[interaction]]
event = "Viewed"
key = "properties.product_id"
columns."Brand" = "properties.brand"
columns."Price" = "properties.price"
quantity = "properties.quantity"

[[interaction]]
event = "Ordered"
key = "properties.products.$.id"
columns."Brand" = "properties.products.$.brand"
columns."Price" = "properties.products.$.price"
columns."Store" = "properties.store"
columns."Page" = "context.page"
quantity = "properties.products.$.quantity"

[[interaction]]
event = "Refunded"
key = "properties.products.$.id"
effect = "removes"
quantity = "properties.products.$.quantity"

[[interaction]]
event = "Searched"
query = "properties.query"

[[interaction]]
event = "Listed"
key = "properties.ids.$"

[[interaction]]
event = "Nested"
key = "properties.orders.$.lines.$.id"
columns."Store" = "properties.orders.$.store"
)";
// Texts: Product, Brand, Store, Page; numbers: Price.

struct Case {
  const char* event;
  const char* body;
  const char* rows;
};

class Derive : public testing::TestWithParam<Case> {};

TEST_P(Derive, Rows) {
  EXPECT_EQ(rows_of(deriver_of(kMapping), GetParam().event, GetParam().body), GetParam().rows);
}

INSTANTIATE_TEST_SUITE_P(
    Scalars, Derive,
    testing::Values(
        Case{"Viewed", R"({"properties":{"product_id":"a","brand":"B","price":2.5}})",
             "0: a B - - 2.5"},
        Case{"Viewed", R"({"properties":{"product_id":12,"brand":true,"price":"3.50 "}})",
             "0: 12 true - - 3.5"},
        Case{"Viewed", R"({"properties":{"product_id":12.0}})", "0: 12 - - - -"},
        Case{"Viewed", R"({"properties":{"product_id":18446744073709551615}})",
             "0: 18446744073709551615 - - - -"},
        Case{"Viewed", R"({"properties":{"product_id":" a ","brand":""}})", "0:  a  - - - -"},
        Case{"Viewed", R"({"properties":{"product_id":"a","brand":null,"price":null}})",
             "0: a - - - -"},
        Case{"Viewed", R"({"properties":{"product_id":"a","price":"NaN"}})", "0: a - - - -"},
        Case{"Viewed", R"({"properties":{"product_id":"a","price":"inf"}})", "0: a - - - -"},
        Case{"Viewed", R"({"properties":{"product_id":"a","price":"1e400"}})", "0: a - - - -"},
        Case{"Viewed", R"({"properties":{"product_id":"a","price":"$3"}})", "0: a - - - -"},
        Case{"Viewed", R"({"properties":{"product_id":"a","price":"+1e2"}})", "0: a - - - 100"},
        Case{"Viewed", R"({"properties":{"product_id":"a","brand":{"name":"x"}}})", "0: a - - - -"},
        Case{"Viewed", R"({"properties":{"product_id":""}})", ""},
        Case{"Viewed", R"({"properties":{"product_id":null}})", ""},
        Case{"Viewed", R"({"properties":{}})", ""}, Case{"Viewed", R"({})", ""},
        Case{"Viewed", "not json", ""},
        Case{"viewed", R"({"properties":{"product_id":"a"}})", ""}));

INSTANTIATE_TEST_SUITE_P(
    Quantities, Derive,
    testing::Values(
        Case{"Viewed", R"({"properties":{"product_id":"a","quantity":3}})", "0: a - - - - x3"},
        Case{"Viewed", R"({"properties":{"product_id":"a","quantity":"2"}})", "0: a - - - - x2"},
        Case{"Viewed", R"({"properties":{"product_id":"a","quantity":-2}})",
             "0: a - - - - removes x2"},
        Case{"Viewed", R"({"properties":{"product_id":"a","quantity":0}})", "0: a - - - - x0"},
        Case{"Viewed", R"({"properties":{"product_id":"a","quantity":"some"}})", "0: a - - - -"},
        Case{"Refunded", R"({"properties":{"products":[{"id":"a"},{"id":"b","quantity":-1}]}})",
             "0: a - - - - removes; 1: b - - - - removes"}));

INSTANTIATE_TEST_SUITE_P(
    Arrays, Derive,
    testing::Values(
        Case{
            "Ordered",
            R"({"properties":{"brand":"E","store":"S","products":[{"id":"a","brand":"B","price":1},{"brand":"x"},{"id":"c","store":"own"}]},"context":{"page":"P"}})",
            "0: a B S P 1; 2: c E own P -"},
        Case{"Ordered", R"({"properties":{"products":{"id":"a","price":"7"}}})", "0: a - - - 7"},
        Case{"Ordered", R"({"properties":{"products":[]}})", ""},
        Case{"Ordered", R"({"properties":{"products":"a"}})", ""},
        Case{"Ordered", R"({"properties":{"id":"a"}})", ""},
        Case{"Ordered", R"({"properties":{"products":[{"id":"a","brand":null}],"brand":"E"}})",
             "0: a E - - -"},
        Case{"Listed", R"({"properties":{"ids":["a",7,null,"b"]}})",
             "0: a - - - -; 1: 7 - - - -; 3: b - - - -"},
        Case{
            "Nested",
            R"({"properties":{"store":"E","orders":[{"store":"S","lines":[{"id":1},{"id":2,"store":"L"}]},{"lines":[{"id":3}]}]}})",
            "0: 1 - S - -; 1: 2 - S - -; 2: 3 - E - -"}));

INSTANTIATE_TEST_SUITE_P(Searches, Derive,
                         testing::Values(Case{"Searched", R"({"properties":{"query":"red pens"}})",
                                              "0: - - - - - ?red pens"},
                                         Case{"Searched", R"({"properties":{"query":""}})", ""},
                                         Case{"Searched", R"({"properties":{}})", ""}));

TEST(Derive, CountsWhatItSaw) {
  const Deriver deriver = deriver_of(kMapping);
  const std::vector<StoredEvent> events = {
      {.name = "Viewed", .body = R"({"properties":{"product_id":"a","brand":"B","price":"x"}})"},
      {.name = "Viewed", .body = R"({"properties":{"brand":"B"}})"},
      {.name = "Viewed", .body = R"({"properties":{"product_id":"a","quantity":-1,"price":1}})"},
      {.name = "Other", .body = R"({"properties":{"product_id":"a"}})"}};
  const auto batches = deriver.derive(events, 1);
  const RuleCounts& counts = batches.at(0).counts.at(0);
  EXPECT_EQ(counts.events, 3u);
  EXPECT_EQ(counts.without_key, 1u);
  EXPECT_EQ(counts.rows, 2u);
  EXPECT_EQ(counts.removes, 1u);
  EXPECT_EQ(counts.filled, (std::vector<uint64_t>{2, 1, 1, 0, 0}));
  EXPECT_EQ(counts.unusable, (std::vector<uint64_t>{0, 0, 1, 0, 0}));
}

TEST(Derive, AnyThreadsSameBatches) {
  const Deriver deriver = deriver_of(kMapping);
  std::vector<std::string> bodies;
  for (int i = 0; i < 20000; ++i) {
    bodies.push_back(format(R"({{"properties":{{"product_id":"p{}"}}}})", i * 7919 % 500));
  }
  std::vector<StoredEvent> events;
  for (const auto& body : bodies) events.push_back({.name = "Viewed", .body = body});
  const auto one = deriver.derive(events, 1);
  const auto three = deriver.derive(events, 3);
  ASSERT_EQ(one.size(), three.size());
  size_t rows = 0;
  for (size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].texts[0].code, three[i].texts[0].code);
    EXPECT_EQ(one[i].texts[0].values.size(), three[i].texts[0].values.size());
    rows += one[i].size();
  }
  EXPECT_EQ(rows, 20000u);
}

}  // namespace
}  // namespace likely
