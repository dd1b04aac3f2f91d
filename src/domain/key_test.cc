#include "domain/key.h"

#include <gtest/gtest.h>

namespace likely {
namespace {

TEST(KeyOfName, SnakeCase) {
  const struct {
    const char* name;
    const char* key;
  } rows[] = {{"Back to School", "back_to_school"},
              {"  Top  20 %! ", "top_20"},
              {"already_fine", "already_fine"},
              {"Größe 5!", "größe_5"},
              {"__x__", "x"},
              {"!!!", ""},
              {"", ""},
              {"VIP-Kunden", "vip_kunden"}};
  for (const auto& row : rows) EXPECT_EQ(key_of_name(row.name), row.key);
}

}  // namespace
}  // namespace likely
