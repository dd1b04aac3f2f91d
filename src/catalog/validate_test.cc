#include "catalog/validate.h"

#include <gtest/gtest.h>

#include "base/format.h"
#include "catalog/derive.h"
#include "catalog/mapping_file.h"

namespace likely {
namespace {

std::string codes_of(const std::vector<MappingWarning>& warnings) {
  std::string out;
  for (const auto& warning : warnings) out += (out.empty() ? "" : " ") + warning.code;
  return out;
}

Mapping mapping_of(const std::vector<std::string>& events) {
  std::string toml;
  for (const auto& event : events) {
    toml += format("[[interaction]]\nevent = {}\nkey = \"properties.id\"\n", toml_text(event));
  }
  return *read_mapping(toml, "test");
}

std::vector<std::string> numbered(size_t count) {
  std::vector<std::string> events;
  for (size_t i = 0; i < count; ++i) events.push_back(format("E{}", i));
  return events;
}

TEST(CheckEvents, RecommendsThreeToSeven) {
  std::vector<EventCount> events;
  for (const auto& name : numbered(10)) events.push_back({name, 5});
  EXPECT_EQ(codes_of(check_events(mapping_of(numbered(2)), events)), "few_interactions");
  EXPECT_EQ(codes_of(check_events(mapping_of(numbered(3)), events)), "");
  EXPECT_EQ(codes_of(check_events(mapping_of(numbered(7)), events)), "");
  EXPECT_EQ(codes_of(check_events(mapping_of(numbered(8)), events)), "many_interactions");
}

TEST(CheckEvents, NamesTheEventThatWasMeant) {
  const std::vector<EventCount> events{{"Order Completed", 5}, {"Product Viewed", 9}, {"Like", 1}};
  const Mapping mapping = mapping_of({"order completed", "Product Viewed", "Unlikely"});
  const auto warnings = check_events(mapping, events);
  ASSERT_EQ(codes_of(warnings), "unknown_event unknown_event");
  EXPECT_NE(warnings[0].message.find("did you mean \"Order Completed\"?"), std::string::npos);
  EXPECT_NE(warnings[1].message.find("\"Like\""), std::string::npos) << warnings[1].message;
  EXPECT_EQ(codes_of(check_events(mapping, {})), "no_events");
}

TEST(CheckCounts, KeysColumnsAndNumbers) {
  const Mapping mapping = *read_mapping(R"([[interaction]]
event = "E"
key = "properties.id"
columns."Price" = "properties.price"
columns."Brand" = "properties.brand")",
                                        "test");
  const Deriver deriver = *Deriver::create(mapping);
  std::vector<std::string> bodies;
  for (int i = 0; i < 100; ++i) {
    bodies.push_back(i < 3 ? R"({"properties":{"id":"a","price":"free"}})"
                           : R"({"properties":{}})");
  }
  std::vector<StoredEvent> events;
  for (const auto& body : bodies) events.push_back({.name = "E", .body = body});
  const auto batch = std::move(deriver.derive(events, 1).at(0));
  const auto warnings = check_counts(mapping, batch.counts);
  ASSERT_EQ(codes_of(warnings), "rare_key not_a_number empty_column");
  EXPECT_NE(warnings[0].message.find("on only 3 % of its 100 events"), std::string::npos)
      << warnings[0].message;
  EXPECT_NE(warnings[1].message.find("100 % of the values"), std::string::npos);
}

TEST(CheckValues, FindsNearDuplicates) {
  Dictionary values;
  for (const char* text : {"Keyboards", "keyboards ", "Mice", "KEYBOARDS", "mice", "Pens"}) {
    values.add(text);
  }
  const std::vector<uint64_t> uses{10, 3, 1, 7, 2, 50};
  const auto warnings = check_values("Category", values, uses);
  ASSERT_EQ(codes_of(warnings), "near_duplicates");
  EXPECT_NE(warnings[0].message.find(
                R"("Keyboards" (10), "KEYBOARDS" (7), "keyboards " (3); "mice" (2), "Mice" (1))"),
            std::string::npos)
      << warnings[0].message;
  Dictionary clean;
  clean.add("a");
  clean.add("b");
  EXPECT_TRUE(check_values("Category", clean, std::vector<uint64_t>{1, 1}).empty());
}

}  // namespace
}  // namespace likely
