#include "catalog/search.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

struct Case {
  const char* query;
  const char* values;  // joined by '|'
};

class Search : public testing::TestWithParam<Case> {};

TEST_P(Search, FindsValues) {
  const std::vector<Interactions::TextColumn> texts{
      {.name = "Product", .values = {"pens", "p1"}},
      {.name = "Brand", .values = {"3M", "Acme", "Stabilo Boss"}},
      {.name = "Product Name",
       .values = {"Acme Red Pen", "Blue Pen", "Red Pencil", "Red Pen XL", "Red pen one",
                  "Red pen three", "Red pen two"}},
      {.name = "Category", .values = {"Binders", "Pens", "pens "}}};
  const SearchIndex index(texts);
  std::string shown;
  for (const auto& [column, code] : index.match(GetParam().query)) {
    shown += (shown.empty() ? "" : "|") + texts[column].values[code];
  }
  EXPECT_EQ(shown, GetParam().values);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Search,
    testing::Values(Case{"pens", "Pens|pens "}, Case{"  PENS", "Pens|pens "},
                    Case{"acme binders", "Binders|Acme"}, Case{"3m", "3M"}, Case{"a 3m tape", ""},
                    Case{"boss stabilo marker", "Stabilo Boss"}, Case{"stabilo", ""},
                    Case{"blue", "Blue Pen"}, Case{"blue pen", "Blue Pen"},
                    Case{"red pen",
                         "Acme Red Pen|Red Pen XL|Red pen one|Red pen three|Red pen two"},
                    Case{"acme red pen", "Acme Red Pen|Acme"}, Case{"", ""}, Case{"?!", ""},
                    Case{"p1", ""}));

}  // namespace
}  // namespace likely
