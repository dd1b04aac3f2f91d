// Thousands of damaged mapping files: each is read or refused in words, and what is read can be
// written and read again.

#include <gtest/gtest.h>

#include "base/spoil_for_test.h"
#include "base/utf8.h"
#include "catalog/derive.h"
#include "catalog/mapping_file.h"
#include "catalog/mapping_text.h"

namespace likely {
namespace {

constexpr std::string_view kToml = R"(
[[interaction]]
event = "Order Completed"
key = "properties.products.$.product_id"
goal = true
columns."Brand" = "properties.products.$.brand"
columns."Price" = "properties.products.$.price"
types."Weight" = "number"
columns."Weight" = "properties.weight"
quantity = "properties.products.$.quantity"

[[interaction]]
event = "Order Cancelled"
key = "properties.product_id"
effect = "removes"

[[interaction]]
event = "Products Searched"
query = "properties.query"
)";

constexpr std::string_view kJson =
    R"({"interaction":[{"event":"Seen","key":"properties.id","columns":{"Brand":"properties.b"}},)"
    R"({"event":"Bought","key":"properties.items.$.id","goal":true}],"types":{"Brand":"text"}})";

TEST(SpoiltMapping, IsReadOrRefused) {
  Rng rng(4);
  size_t read = 0, refused = 0;
  for (int round = 0; round < 10'000; ++round) {
    const std::string text = spoiled(round % 2 == 0 ? kToml : kJson, rng);
    const auto mapping = read_mapping(text, "catalog");
    if (!mapping) {
      ++refused;
      ASSERT_EQ(mapping.error().code, ErrorCode::kUsage) << text;
      ASSERT_TRUE(is_valid_utf8(mapping.error().message)) << text;
      continue;
    }
    ++read;
    const std::string written = write_mapping_toml(*mapping);
    const auto again = read_mapping(written, "catalog");
    ASSERT_TRUE(again) << text << "\n→\n" << written << "\n" << again.error().message;
    ASSERT_EQ(write_mapping_toml(*again), written);
    ASSERT_TRUE(read_mapping(write_mapping_json(*mapping), "catalog")) << text;
    ASSERT_TRUE(Deriver::create(*mapping)) << text;
  }
  EXPECT_GT(read, 200u);
  EXPECT_GT(refused, 500u);
}

}  // namespace
}  // namespace likely
